// Suggestions under the search field. Without this module the field is a plain form, and loses nothing else.
//
// A combobox with a list box, as the ARIA Authoring Practices describe it: the focus stays in the field, the arrows move
// `aria-activedescendant`, Enter takes what is active, Escape closes. Nothing is fetched for fewer than two letters.

const SHORTEST = 2;
const PAUSE = 120; // Milliseconds without a key before anything is asked.

for (const form of document.querySelectorAll("form[data-suggest]")) suggestFor(form);

function suggestFor(form) {
  const field = form.elements.q;
  const list = Object.assign(document.createElement("ul"), { id: `${field.id}-lista`, hidden: true });
  const status = Object.assign(document.createElement("p"), { className: "hidden" });
  const seen = new Map(); // What was answered before, so that going back a letter asks nothing.
  let timer;
  let asking;
  let active = -1;

  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.querySelector("label").textContent);
  list.className = "suggested";
  status.setAttribute("role", "status");
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) field.setAttribute(name, value);
  field.after(list, status);

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const open = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (open) move(event.key === "ArrowDown" ? 1 : -1);
      else ask();
    } else if (event.key === "Escape" && open) {
      event.preventDefault(); // A search field would empty itself.
      close();
    } else if (event.key === "Enter" && open && active >= 0) {
      event.preventDefault();
      location.href = list.children[active].dataset.url;
    } else if (event.key === "Tab") {
      close();
    }
  });
  field.addEventListener("blur", close);
  // The field keeps its focus until the press is over, or the list would be gone before it could be pressed.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.href = option.dataset.url;
  });

  async function ask() {
    clearTimeout(timer); // An arrow asked sooner; asked again, the list would forget what the next arrow chose.
    const typed = field.value.trimStart();
    asking?.abort();
    if (typed.trim().length < SHORTEST) return close();
    asking = new AbortController();
    try {
      if (!seen.has(typed)) {
        const address = `${form.dataset.suggest}?${new URLSearchParams({ q: typed })}`;
        const answer = await fetch(address, { signal: asking.signal, credentials: "omit" });
        if (!answer.ok) return close();
        seen.set(typed, (await answer.json()).suggestions);
      }
    } catch {
      return; // Another letter came, or the network went: the form still searches.
    }
    if (field.value.trimStart() === typed && document.activeElement === field) show(seen.get(typed));
  }

  function show(suggestions) {
    active = -1;
    field.removeAttribute("aria-activedescendant");
    list.replaceChildren(...suggestions.map((one, index) => {
      const option = Object.assign(document.createElement("li"), { id: `${list.id}-${index}` });
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.url = one.url;
      option.dataset.text = one.text;
      option.append(Object.assign(document.createElement("span"), { textContent: one.text }));
      if (one.kind) option.append(" ", Object.assign(document.createElement("small"), { textContent: one.kind }));
      return option;
    }));
    list.hidden = !suggestions.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
    const words = form.dataset;
    status.textContent = [words.none, words.one][suggestions.length] ?? words.many.replace("{number}", suggestions.length);
  }

  function move(step) {
    const options = [...list.children];
    active = (active + step + (active < 0 && step < 0 ? 1 : 0) + options.length) % options.length;
    for (const [index, option] of options.entries()) option.setAttribute("aria-selected", String(index === active));
    field.setAttribute("aria-activedescendant", options[active].id);
    options[active].scrollIntoView({ block: "nearest" });
  }

  function close() {
    clearTimeout(timer);
    asking?.abort(); // What comes after Escape opens the list no more.
    list.hidden = true;
    active = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
    status.textContent = "";
  }
}

// Where there is room beside the results, the first list to narrow them by stands open.
if (matchMedia("(min-width: 64em)").matches) document.querySelector(".facets details")?.setAttribute("open", "");
