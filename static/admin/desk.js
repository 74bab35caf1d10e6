// Only what HTML cannot do alone: counters, shortcuts, the theme, menus that close. Every page works without it.

// -- Counters: <output data-counts="id of the field" data-limit="90"> --------------------
for (const out of document.querySelectorAll("output[data-counts]")) {
  const field = document.getElementById(out.dataset.counts);
  if (!field) continue;
  const count = () => {
    const n = [...field.value].length;
    out.value = n;
    out.parentElement.classList.toggle("over", n > Number(out.dataset.limit));
  };
  field.addEventListener("input", count);
  count();
}

// -- Shortcuts: any element with data-key ------------------------------------------------
// A single letter outside fields; inside them with Alt, which on a Mac writes Polish letters, so there with Ctrl too.
const onMac = /Mac|iPhone|iPad/.test(navigator.platform);
const inField = (element) => element.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true]");
const byKey = (key) =>
  [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find((element) => element.offsetParent !== null || element.closest("#header"));

const rows = () => [...document.querySelectorAll(".rows .title, #result_list tbody th a, .inbox a")];
function step(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(document.activeElement);
  all[Math.min(Math.max(at + by, 0), all.length - 1)].focus();
}

function letterOf(event) {
  if (event.getModifierState("AltGraph") || event.metaKey) return "";
  const field = inField(event.target);
  if (event.altKey) {
    if (onMac !== event.ctrlKey) return "";
    return event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : "";
  }
  return field || event.ctrlKey ? "" : event.key.length === 1 ? event.key.toLowerCase() : "";
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    return;
  }
  const letter = letterOf(event);
  if (!letter) return;
  if (letter === "?") {
    document.getElementById("keys")?.togglePopover();
    return;
  }
  const target = byKey(letter);
  if (target) {
    event.preventDefault();
    if (target.matches("input, textarea, select")) target.focus();
    else target.click();
  } else if (letter === "j" || letter === "k") {
    step(letter === "j" ? 1 : -1);
  } else if (letter === "x") {
    document.activeElement?.closest("tr")?.querySelector("input.action-select")?.click();
  }
});

const panel = document.querySelector("[data-keys]");
if (panel) {
  const line = (key, words) => {
    const dt = document.createElement("dt");
    const kbd = document.createElement("kbd");
    const dd = document.createElement("dd");
    kbd.textContent = key;
    dt.append(kbd);
    dd.textContent = words;
    panel.append(dt, dd);
  };
  panel.parentElement.addEventListener("beforetoggle", (event) => {
    if (event.newState !== "open") return;
    panel.replaceChildren();
    const seen = new Set();
    for (const element of document.querySelectorAll("[data-key]")) {
      const key = element.dataset.key;
      if (seen.has(key) || key === "/") continue;
      seen.add(key);
      const words = [...element.childNodes].filter((node) => node.nodeName !== "KBD").map((node) => node.textContent).join("");
      line(key.toUpperCase(), element.dataset.keyLabel || words.trim());
    }
    if (document.querySelector('[data-key="/"]')) line("/", panel.dataset.search);
    if (rows().length) line("J K", panel.dataset.next);
    if (document.querySelector("input.action-select")) line("X", panel.dataset.select);
    line("?", panel.dataset.this);
    line("Esc", panel.dataset.close);
  });
}

// -- Theme -------------------------------------------------------------------------------
document.querySelector("[data-theme-next]")?.addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
});

// -- Menus close when one presses elsewhere ------------------------------------------------
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open], #nav-sidebar details[open]"))
    if (!menu.contains(event.target) && (menu.matches(".menu") || onPhone.matches)) menu.open = false;
});

// -- Widths ------------------------------------------------------------------------------
const onPhone = matchMedia("(max-width: 767px)");
for (const group of document.querySelectorAll("details[data-open-when-wide='1']")) group.open = !onPhone.matches;
// On a phone the side column starts closed, under the text, but for what wants mending.
if (onPhone.matches)
  for (const group of document.querySelectorAll(".side details:not(:has(.errors, .todo))")) group.open = false;

// -- Fields that complete themselves: Django's select2 has no name for a screen reader -------
function nameSelections() {
  for (const selection of document.querySelectorAll(".select2-container .select2-selection[aria-labelledby]")) {
    const select = selection.closest(".select2-container").previousElementSibling;
    const label = select?.labels?.[0];
    if (!label) continue;
    selection.removeAttribute("aria-labelledby");
    const shown = selection.querySelector("[role=textbox]");
    shown?.removeAttribute("role");
    shown?.removeAttribute("aria-readonly");
    selection.setAttribute("aria-label", label.textContent.replace(/:\s*$/, ""));
  }
}
if (document.querySelector("select.admin-autocomplete"))
  new MutationObserver(nameSelections).observe(document.querySelector("main"), { childList: true, subtree: true });

// -- Forms: one press sends once -----------------------------------------------------------
for (const form of document.querySelectorAll("form[data-once]"))
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// -- Lists: the bar of actions shows itself when something is selected -----------------------
const bar = document.querySelector("#changelist-form .actions");
if (bar) {
  const update = () => bar.classList.toggle("chosen", Boolean(document.querySelector("input.action-select:checked")));
  document.getElementById("changelist-form").addEventListener("change", () => requestAnimationFrame(update));
  document.getElementById("changelist-form").addEventListener("click", () => requestAnimationFrame(update));
  update();
}
