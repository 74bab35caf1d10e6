// The conversation under a story. Everything works, if plainer, without it.

const section = document.querySelector("[data-conversation]");
const words = section.dataset;

// -- The form comes when it is wanted, and stands where it was asked for ---------------

let open; // The form that is on the page, with the link that it took the place of.
let wanted; // The link whose form is on its way.

section.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-write], [data-answer]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (wanted === link) return; // A second press would put an empty form in the place of what is being written.
  wanted = link;
  const page = await fetched(link.href);
  if (wanted !== link) return;
  wanted = undefined;
  const form = page?.querySelector("[data-comment-form]");
  if (!form) {
    location.href = link.href;
    return;
  }
  close();
  const place = link.closest(".comment") || link.closest(".write");
  const box = document.createElement("div");
  box.className = "writing";
  const fold = document.createElement("button");
  Object.assign(fold, { type: "button", className: "linklike", textContent: words.fold });
  fold.addEventListener("click", () => {
    close();
    link.focus();
  });
  box.append(document.importNode(form, true), fold);
  place.after(box);
  open = box;
  box.querySelector("textarea").focus();
});

function close() {
  open?.remove();
  open = undefined;
}

async function fetched(address, options) {
  try {
    const response = await fetch(address, options);
    return new DOMParser().parseFromString(await response.text(), "text/html");
  } catch {
    return null;
  }
}

section.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.matches("[data-support]")) {
    event.preventDefault();
    support(form);
  } else if (form.matches("[data-comment-form]")) {
    event.preventDefault();
    const button = form.querySelector("button:not([type])");
    if (button.disabled) return;
    button.disabled = true;
    await prove(form);
    const answer = await fetched(form.action, { method: "POST", body: new FormData(form) });
    const next = answer?.querySelector("[data-posted], [data-comment-form]");
    if (next) {
      form.replaceWith(document.importNode(next, true));
      open?.querySelector(".state, .errors, textarea")?.scrollIntoView({ block: "nearest" });
      open?.querySelector(".linklike")?.toggleAttribute("hidden", Boolean(next.dataset.posted));
      if (next.dataset.posted) open = undefined;
    } else {
      button.disabled = false;
      const told = answer?.querySelector("[data-told]") ?? answer?.body;
      say(form, told?.textContent.trim().slice(0, 300) || words.failed);
    }
  }
});

function say(form, text) {
  let line = form.querySelector("[data-said]");
  if (!line) {
    line = document.createElement("p");
    line.dataset.said = "";
    line.className = "state";
    line.setAttribute("role", "alert");
    form.prepend(line);
  }
  line.textContent = text;
}

// -- Proof of work, where the form asks for it ------------------------------------------

async function prove(form) {
  const field = form.querySelector("[data-proof]");
  if (!field || field.value) return;
  say(form, words.counting);
  try {
    const { solve } = await import(field.dataset.solver);
    field.value = await solve(field.dataset.proof);
  } catch {
    // Without it the comment waits for the newsroom.
  }
}

// -- Support -----------------------------------------------------------------------------

/** Say below the comment why its support was not counted; nothing to say takes the words away. */
function told(form, text) {
  const acts = form.closest(".acts");
  let line = acts.nextElementSibling;
  if (!line?.matches("[data-said]")) line = undefined;
  if (!text) return line?.remove();
  if (!line) {
    line = document.createElement("p");
    line.dataset.said = "";
    line.className = "quiet";
    line.setAttribute("role", "alert");
    acts.after(line);
  }
  line.textContent = text;
}

async function support(form) {
  const button = form.querySelector("button");
  const total = form.querySelector("[data-total]");
  const data = new FormData();
  if (button.getAttribute("aria-pressed") === "true") data.set("cofnij", "1");
  try {
    const response = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" } });
    const answer = await response.json();
    total.textContent = answer.support || "";
    button.setAttribute("aria-pressed", String(answer.mine));
    told(form, answer.problem);
  } catch {
    form.submit();
  }
}

// -- New comments are announced; the page never moves by itself ---------------------------

const fresh = section.querySelector("[data-fresh]");
if (fresh) {
  const before = Number(words.count);
  const ask = async () => {
    if (document.visibilityState !== "visible") return;
    try {
      const { comments } = await (await fetch(words.countAddress)).json();
      const more = comments - before;
      fresh.firstElementChild.textContent = `${words.new}${more}`;
      fresh.hidden = more <= 0;
    } catch {
      // The next time will do.
    }
  };
  setInterval(ask, 60_000);
}

if (words.chosen && !location.hash) document.getElementById(words.chosen)?.scrollIntoView({ block: "center" });
