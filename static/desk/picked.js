// Lists of chosen people, authors and tags: search, add, put in order, remove. What is chosen stands in hidden inputs.
import { make } from "desk/editor/setup";

for (const box of document.querySelectorAll("[data-picked]")) start(box);

function start(box) {
  const { picked: name, search, up, remove, role, empty } = box.dataset;
  const free = "free" in box.dataset;
  const roles = box.querySelector("template")?.content;
  const list = box.querySelector(".chosen");
  const input = box.querySelector("[role=combobox]");
  if (!input) return;
  const found = box.querySelector(".found");
  const changed = () => {
    arrange();
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };

  /** Gives each row the tools that its place allows. */
  function arrange() {
    for (const item of list.children) {
      item.querySelector(".tools")?.remove();
      const label = item.dataset.label;
      const tools = make("span", { class: "tools" });
      if (roles) tools.append(roleOf(item, label));
      if (item.previousElementSibling && !free) {
        tools.append(make("button", { type: "button", "aria-label": `${up} ${label}`, onclick: () => {
          item.previousElementSibling.before(item);
          changed();
          (item.querySelector(".tools button") ?? input).focus();
        } }, "↑"));
      }
      tools.append(make("button", { type: "button", "aria-label": `${remove} ${label}`, onclick: () => {
        item.remove();
        changed();
        input.focus();
      } }, "×"));
      item.append(tools);
    }
    const hint = box.closest("details")?.querySelector(".hint");
    if (hint) hint.textContent = [...list.children].map((item) => item.dataset.label).join(", ");
  }

  function roleOf(item, label) {
    const hidden = item.querySelector("input");
    const [author, now] = hidden.value.split(":");
    item.querySelector(".who .quiet")?.remove();
    const select = make("select", { "aria-label": `${role} ${label}`, onchange: () => {
      hidden.value = `${author}:${select.value}`;
      box.dispatchEvent(new Event("input", { bubbles: true }));
    } }, [...roles.cloneNode(true).children]);
    select.value = now;
    return select;
  }

  /** Adds a row; somebody else than the writer in this box does it without moving the focus. */
  function add({ value, label, detail }, { quiet = false } = {}) {
    if (roles) value = `${value}:${roles.firstElementChild.value}`;
    const taken = [...list.querySelectorAll("input")].some((hidden) => hidden.value.toLowerCase() === String(value).toLowerCase());
    if (!taken) {
      list.append(make("li", { "data-value": value, "data-label": label },
        make("input", { type: "hidden", name, value }),
        make("span", { class: "who" }, make("strong", {}, label), detail && !roles ? make("span", { class: "quiet" }, ` ${detail}`) : "")));
      changed();
    }
    if (quiet) return;
    input.value = "";
    close();
    input.focus();
  }
  box.addEventListener("picked:add", (event) => add(event.detail, { quiet: true }));

  let results = [];
  let at = -1;
  let latest = 0;
  let wait;

  function close() {
    forget();
    found.hidden = true;
    input.setAttribute("aria-expanded", "false");
  }

  /** What is shown was found for other letters: a press still takes it, Enter does not. */
  function forget() {
    latest++;
    results = [];
    at = -1;
    for (const option of found.children) option.setAttribute("aria-selected", "false");
    input.removeAttribute("aria-activedescendant");
  }

  async function look() {
    clearTimeout(wait); // An arrow asked sooner; asked again, the list would forget what the next arrow chose.
    const turn = ++latest;
    const typed = input.value.trim();
    if (!typed) return close();
    let answer = [];
    try {
      const response = await fetch(`${search}?q=${encodeURIComponent(typed)}&dzien=${box.closest("form").dataset.day ?? ""}`, { redirect: "error" });
      answer = (await response.json()).results;
    } catch {
      // Nobody is found without a connection.
    }
    // A late answer must not change what Enter takes.
    if (turn !== latest) return undefined;
    results = answer;
    at = -1;
    found.replaceChildren(...results.map((result, index) => make("li", {
      role: "option", id: `${found.id}-${index}`, "aria-selected": "false", onmousedown: (event) => event.preventDefault(), onclick: () => add(result),
    }, make("strong", {}, result.label), result.detail || result.hint ? make("span", { class: "quiet" }, ` ${result.detail || result.hint}`) : "")));
    if (!results.length) found.append(make("li", { class: "quiet", role: "option", "aria-disabled": "true", "aria-selected": "false" }, empty));
    found.hidden = false;
    input.setAttribute("aria-expanded", "true");
    return undefined;
  }

  function move(by) {
    if (!results.length) return;
    at = (at + by + results.length) % results.length;
    [...found.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
    input.setAttribute("aria-activedescendant", found.children[at].id);
    found.children[at].scrollIntoView({ block: "nearest" });
  }

  input.addEventListener("input", (event) => {
    event.stopPropagation();
    clearTimeout(wait);
    forget();
    if (free && input.value.includes(",")) {
      for (const part of input.value.split(",").map((text) => text.trim()).filter(Boolean)) add({ value: part, label: part });
      return;
    }
    wait = setTimeout(look, 150);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (found.hidden) look();
      else move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      const typed = input.value.trim();
      if (results[at]) add(results[at]);
      else if (free && typed) add({ value: typed, label: typed });
      else if (results.length === 1) add(results[0]);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      close();
    }
  });
  // What was typed as a tag and never confirmed is meant all the same.
  input.addEventListener("blur", () => {
    const typed = input.value.trim();
    if (free && typed) add({ value: typed, label: typed });
    setTimeout(close, 150);
  });
  arrange();
}
