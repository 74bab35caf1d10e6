// Questions to the writer, each a modal dialog that gives back an answer, or null when it was closed.
import { photoFacts, picturesIn, remember, upload } from "desk/editor/photos";
import { address, make, word } from "desk/editor/setup";

let last = 0;

/** Shows a dialog and resolves when it closes: with what `done` was called with, or null. */
function open(title, fill) {
  return new Promise((resolve) => {
    let answer = null;
    const heading = make("h2", { id: `dialog-${++last}`, tabindex: "-1" }, title);
    const dialog = make("dialog", { class: "ask", "aria-labelledby": heading.id });
    const done = (value) => {
      answer = value;
      dialog.close();
    };
    const close = make("button", { type: "button", class: "button plain", onclick: () => dialog.close() }, word("cancel"));
    dialog.append(heading, ...fill({ dialog, done, close }));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
    // On a phone the keyboard would hide the pictures.
    if (dialog.matches(".wide") && matchMedia("(pointer: coarse)").matches) heading.focus();
    else dialog.querySelector("[autofocus], input, button:not(.plain)")?.focus();
  });
}

/** Asks for one line of text. `check` returns a sentence where the line will not do. */
export function askForLine({ title, label, help = "", value = "", submit, type = "text", check = () => "", remove = "" }) {
  return open(title, ({ done, close }) => {
    const id = `line-${++last}`;
    const input = make("input", { id, type: "text", inputmode: type, value, autofocus: true, autocomplete: "off", "aria-describedby": `${id}-help ${id}-error` });
    const error = make("p", { class: "errorlist", id: `${id}-error`, role: "alert" });
    const send = (event) => {
      event.preventDefault();
      const problem = check(input.value.trim());
      error.textContent = problem;
      input.setAttribute("aria-invalid", String(Boolean(problem)));
      if (problem) input.focus();
      else done(input.value.trim());
    };
    return [
      make("form", { onsubmit: send, novalidate: true },
        make("div", { class: "form-row" },
          make("label", { for: id }, label), input, error,
          make("p", { class: "help", id: `${id}-help` }, help)),
        make("div", { class: "row-actions" },
          make("button", { type: "submit", class: "button default" }, submit),
          remove && make("button", { type: "button", class: "button", onclick: () => done("") }, remove), close)),
    ];
  });
}

/** Lets the writer choose from a searched list. Each result is {value, label, detail}. */
export function askForOne({ title, label, from, empty }) {
  return open(title, ({ done, close }) => {
    const id = `search-${++last}`;
    const input = make("input", { id, type: "search", autofocus: true, autocomplete: "off" });
    const list = make("ul", { class: "found", "aria-live": "polite" });
    let latest = 0;
    const look = async () => {
      const turn = ++latest;
      let results = [];
      try {
        const response = await fetch(`${from}?q=${encodeURIComponent(input.value)}`, { redirect: "error" });
        results = (await response.json()).results;
      } catch {
        if (turn === latest) list.replaceChildren(make("li", { class: "quiet" }, word("no_connection")));
        return;
      }
      if (turn !== latest) return;
      list.replaceChildren(...results.map((result) =>
        make("li", {}, make("button", { type: "button", onclick: () => done(result) },
          make("strong", {}, result.label), make("span", { class: "quiet" }, result.detail ?? "")))));
      if (!results.length) list.append(make("li", { class: "quiet" }, empty));
    };
    let wait;
    input.addEventListener("input", () => {
      clearTimeout(wait);
      wait = setTimeout(look, 200);
    });
    look();
    return [make("div", { class: "form-row" }, make("label", { for: id }, label), input), list, make("div", { class: "row-actions" }, close)];
  });
}

/** Lets the writer choose photos from the library or send new ones. Resolves to a list of facts, or null. */
export function askForPhotos({ several = false } = {}) {
  return open(several ? word("choose_photos") : word("choose_photo"), ({ dialog, done, close }) => {
    dialog.classList.add("wide");
    const id = `photos-${++last}`;
    const chosen = new Map();
    const search = make("input", { id, type: "search", autocomplete: "off" });
    const grid = make("ul", { class: "choice" });
    const said = make("div", { role: "status", class: "said-of-files" });
    const more = make("button", { type: "button", class: "button", hidden: true }, word("more_photos"));
    const finish = make("button", { type: "button", class: "button default", hidden: !several, disabled: true }, word("insert_chosen"));
    const file = make("input", { type: "file", accept: "image/*,.heic,.heif", multiple: several, id: `${id}-file` });

    const choose = (photo, button) => {
      if (!several) return done([photo]);
      if (chosen.delete(photo.id)) button.setAttribute("aria-pressed", "false");
      else {
        chosen.set(photo.id, photo);
        button.setAttribute("aria-pressed", "true");
      }
      finish.disabled = !chosen.size;
    };
    const show = (photo, first = false) => {
      remember(photo);
      const name = photo.caption || photo.alt || word("no_caption");
      const button = make("button", { type: "button", "aria-pressed": several ? "false" : null, onclick: () => choose(photo, button) },
        make("img", { src: photo.thumb, alt: "", width: 160, height: 107, loading: "lazy" }),
        make("span", {}, name),
        photo.credit && photo.alt ? make("span", { class: "quiet" }, photo.credit) : make("span", { class: "missing" }, word(photo.credit ? "no_alt" : "no_credit")));
      grid[first ? "prepend" : "append"](make("li", {}, button));
      return button;
    };
    let next = "";
    let latest = 0;
    const look = async (again = true) => {
      const turn = ++latest;
      if (again) {
        next = "";
        grid.replaceChildren();
      }
      try {
        const asked = new URLSearchParams({ q: search.value, format: "json", ...(next && { przed: next }) });
        const response = await fetch(`${address("picker")}?${asked}`, { redirect: "error", headers: { Accept: "application/json" } });
        const page = await response.json();
        if (turn !== latest) return; // Other words were typed meanwhile.
        page.photos.forEach((photo) => show(photo));
        next = page.next ?? "";
        more.hidden = !next;
        said.textContent = grid.children.length ? "" : word("no_photos");
      } catch {
        if (turn === latest) said.textContent = word("no_connection");
      }
    };
    const send = async (files) => {
      for (const one of several ? files : files.slice(0, 1)) {
        const line = make("p", {}, word("uploading", one.name));
        said.append(line);
        try {
          const photo = await upload(one);
          line.remove();
          choose(photo, show(photo, true));
        } catch (problem) {
          line.className = "errorlist";
          line.textContent = problem.message;
        }
      }
    };
    let wait;
    search.addEventListener("input", () => {
      clearTimeout(wait);
      wait = setTimeout(look, 250);
    });
    file.addEventListener("change", () => send([...file.files]));
    more.addEventListener("click", () => look(false));
    finish.addEventListener("click", () => done([...chosen.values()]));
    dialog.addEventListener("dragover", (event) => event.preventDefault());
    dialog.addEventListener("drop", (event) => {
      event.preventDefault();
      send(picturesIn(event.dataTransfer));
    });
    look();
    return [
      make("div", { class: "two" },
        make("div", { class: "form-row" }, make("label", { for: id }, word("search_photos")), search),
        make("div", { class: "form-row" }, make("label", { for: file.id }, word("send_file")), file)),
      said, grid, make("div", { class: "row-actions" }, finish, more, close),
    ];
  });
}

/** Signs that are hard to find on a keyboard. */
export function askForSign() {
  const signs = [..."„”»«–—…°§×½¼¾²³€£µ†•′″"];
  return open(word("signs"), ({ done, close }) => [
    make("div", { class: "signs" }, signs.map((sign) => make("button", { type: "button", class: "button", onclick: () => done(sign) }, sign)),
      make("button", { type: "button", class: "button", onclick: () => done("\u00a0") }, word("hard_space"))),
    make("div", { class: "row-actions" }, close),
  ]);
}

export { photoFacts };
