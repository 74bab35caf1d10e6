// The toolbar in words. One stop of the Tab key; arrows walk inside it.
import { askForSign } from "desk/editor/dialogs";
import { chooseEmbed, chooseGallery, chooseLink, choosePhotos, chooseStory } from "desk/editor/nodes";
import { make, word } from "desk/editor/setup";

const MAC = /Mac|iPhone|iPad/.test(navigator.platform);
const keys = (text) => (MAC ? text.replace("Ctrl+", "⌘").replace("Shift+", "⇧") : text);

// name, what it does, when it is on, its keys
const BAR = [
  { name: "heading", wide: true, act: (run) => run.toggleHeading({ level: 2 }), on: ["heading", { level: 2 }], keys: "Ctrl+Alt+2" },
  { name: "bold", sign: "B", look: "b", act: (run) => run.toggleBold(), on: ["bold"], keys: "Ctrl+B" },
  { name: "italic", sign: "I", look: "i", act: (run) => run.toggleItalic(), on: ["italic"], keys: "Ctrl+I" },
  { name: "link", ask: chooseLink, on: ["link"], keys: "Ctrl+K" },
  null,
  { name: "photo", ask: choosePhotos, keys: "Ctrl+Shift+F" },
  { name: "quotation", act: (run) => run.toggleQuotation(), on: ["blockquote"], keys: "Ctrl+Shift+B" },
];
const INSERT = [
  { name: "heading", phone: true, act: (run) => run.toggleHeading({ level: 2 }), on: ["heading", { level: 2 }] },
  { name: "small_heading", act: (run) => run.toggleHeading({ level: 3 }), on: ["heading", { level: 3 }] },
  { name: "gallery", ask: chooseGallery },
  { name: "embed", ask: chooseEmbed },
  { name: "story", ask: chooseStory },
  { name: "table", act: (run) => run.insertTable({ rows: 3, cols: 3, withHeaderRow: true }), keys: "" },
  { name: "bullets", act: (run) => run.toggleBulletList(), on: ["bulletList"], keys: "Ctrl+Shift+8" },
  { name: "numbers", act: (run) => run.toggleOrderedList(), on: ["orderedList"], keys: "Ctrl+Shift+7" },
  { name: "strike", act: (run) => run.toggleStrike(), on: ["strike"] },
  { name: "superscript", act: (run) => run.toggleSuperscript(), on: ["superscript"] },
  { name: "subscript", act: (run) => run.toggleSubscript(), on: ["subscript"] },
  { name: "rule", act: (run) => run.setHorizontalRule() },
  { name: "signs", ask: (editor) => askForSign().then((sign) => sign && editor.chain().focus().insertContent({ type: "text", text: sign }).run()) },
];
const TABLE = [
  { name: "row_after", act: (run) => run.addRowAfter() },
  { name: "column_after", act: (run) => run.addColumnAfter() },
  { name: "delete_row", act: (run) => run.deleteRow() },
  { name: "delete_column", act: (run) => run.deleteColumn() },
  { name: "delete_table", act: (run) => run.deleteTable() },
];

export function makeToolbar(editor) {
  const toggles = [];
  const button = ({ name, sign, look, act, ask, on, keys: keyed, wide, phone }) => {
    const label = word(name);
    const made = make("button", {
      type: "button",
      class: [look, wide && "only-wide", phone && "only-phone"].filter(Boolean).join(" ") || null,
      "data-do": name,
      "aria-label": sign ? label : null,
      "aria-pressed": on ? "false" : null,
      title: keyed ? `${label}, ${keys(keyed)}` : sign ? label : null,
      onmousedown: (event) => event.preventDefault(),
      onclick: () => {
        made.closest("details")?.removeAttribute("open");
        if (ask) ask(editor);
        else act(editor.chain().focus()).run();
      },
    }, sign ?? label);
    if (on) toggles.push([made, on]);
    return made;
  };
  const line = () => make("i", { class: "only-wide", "aria-hidden": "true" });
  const menu = (name, items, attributes = {}) => make("details", { class: "menu", ...attributes }, make("summary", {}, `${word(name)} ▾`),
    make("ul", {}, items.map((item) => make("li", {}, button(item)))));
  const undo = button({ name: "undo", sign: "↶", act: (run) => run.undo(), keys: "Ctrl+Z", wide: true });
  const redo = button({ name: "redo", sign: "↷", act: (run) => run.redo(), keys: "Ctrl+Y", wide: true });
  const table = menu("table", TABLE, { hidden: true });
  const bar = make("div", { class: "toolbar", role: "toolbar", "aria-label": word("formatting"), "aria-controls": "id_body" },
    BAR.map((item) => (item ? button(item) : line())), menu("insert_menu", INSERT), table, line(), undo, redo);

  const show = () => {
    for (const [made, [type, attributes]] of toggles) made.setAttribute("aria-pressed", String(editor.isActive(type, attributes)));
    table.hidden = !editor.isActive("table");
    undo.disabled = !editor.can().undo();
    redo.disabled = !editor.can().redo();
  };
  editor.on("transaction", show);
  show();
  walkWithArrows(bar);
  return bar;
}

function walkWithArrows(bar) {
  const stops = () => [...bar.querySelectorAll("button, summary")].filter((stop) => stop.checkVisibility() && !stop.disabled);
  const only = (chosen) => {
    for (const stop of bar.querySelectorAll("button, summary")) stop.tabIndex = stop === chosen ? 0 : -1;
  };
  only(bar.querySelector("button"));
  bar.addEventListener("focusin", (event) => only(event.target.closest("button, summary")));
  bar.addEventListener("keydown", (event) => {
    const all = stops();
    const here = all.indexOf(document.activeElement);
    const inMenu = document.activeElement.closest("ul");
    const step = { ArrowRight: 1, ArrowLeft: -1, ...(inMenu && { ArrowDown: 1, ArrowUp: -1 }) }[event.key];
    if (event.key === "Escape") {
      const open = bar.querySelector("details[open]");
      if (!open) return;
      open.open = false;
      open.querySelector("summary").focus();
    } else if (event.key === "ArrowDown" && document.activeElement.matches("summary")) {
      document.activeElement.parentElement.open = true;
      document.activeElement.nextElementSibling.querySelector("button:not([hidden])")?.focus();
    } else if (event.key === "Home") all[0]?.focus();
    else if (event.key === "End") all.at(-1)?.focus();
    else if (step) all[(here + step + all.length) % all.length]?.focus();
    else return;
    event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    for (const open of bar.querySelectorAll("details[open]")) if (!open.contains(event.target)) open.open = false;
  });
}
