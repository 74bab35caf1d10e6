// "@Hetm" offers people; choosing one inserts the name with the office of the story's day, in the case that is chosen.
import { Extension, Plugin } from "django-prose-editor/editor";
import { address, make, word } from "desk/editor/setup";

// After a space or an opening sign; up to three words of letters.
const TYPED = /(?:^|[\s(„"–—\u00a0])@((?:\p{L}[\p{L}'-]*)(?: [\p{L}'-]+){0,2})$/u;
const WAIT = 150;
const ID = "mention-list";

/** What stands after an @ right before the cursor: `{from, to, query}`, or null. */
function typedAt(state) {
  const { $from, empty } = state.selection;
  if (!empty || !$from.parent.isTextblock) return null;
  const before = $from.parent.textBetween(Math.max(0, $from.parentOffset - 80), $from.parentOffset, undefined, "\ufffc");
  const found = TYPED.exec(before);
  return found && { from: $from.pos - found[1].length - 1, to: $from.pos, query: found[1] };
}

class Menu {
  constructor(editor, view) {
    this.editor = editor;
    this.view = view;
    this.list = make("ul", { id: ID, role: "listbox", class: "found mention", hidden: true });
    this.said = make("p", { class: "visually-hidden", role: "status" });
    view.dom.parentElement.append(this.list, this.said);
    this.reset();
  }

  reset() {
    this.range = null;
    this.person = null;
    this.items = [];
    this.at = 0;
    this.turn = (this.turn ?? 0) + 1;
    this.list.hidden = true;
    for (const name of ["aria-activedescendant", "aria-controls"]) this.view.dom.removeAttribute(name);
  }

  get isOpen() {
    return !this.list.hidden;
  }

  update(view) {
    this.view = view;
    const range = view.hasFocus() && this.editor.isEditable ? typedAt(view.state) : null;
    if (!range || (this.dismissed === range.from && !this.isOpen)) {
      if (!range) this.dismissed = null;
      if (this.range) this.reset();
      return;
    }
    if (this.range?.query === range.query && this.range.from === range.from) return;
    this.range = range;
    this.person = null;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(range), WAIT);
  }

  async look(range) {
    const turn = ++this.turn;
    const { day } = document.getElementById("article_form").dataset;
    let results = [];
    try {
      const response = await fetch(`${address("names")}?q=${encodeURIComponent(range.query)}&dzien=${day}`, { redirect: "error" });
      results = (await response.json()).results;
    } catch {
      // Without a connection the @ stays as it was typed.
    }
    if (turn !== this.turn || !this.range) return;
    if (!results.length) {
      this.list.hidden = true;
      return;
    }
    this.show(word("mention_people"), results.map((person) => ({
      label: person.label, detail: person.detail || person.hint, act: () => this.ask(person),
    })));
  }

  /** The second step: in which case. */
  ask(person) {
    // What was asked for the last letters would take the cases away again.
    clearTimeout(this.timer);
    this.turn += 1;
    this.person = person;
    this.show(word("mention_cases", person.label), person.forms.map((form) => ({
      label: form.text, detail: form.case, act: () => this.insert(person, form.text),
    })));
  }

  show(label, items) {
    this.items = items;
    this.list.setAttribute("aria-label", label);
    this.list.replaceChildren(...items.map((item, index) => make("li", {
      role: "option", id: `${ID}-${index}`, onmousedown: (event) => event.preventDefault(), onclick: () => item.act(),
    }, make("strong", {}, item.label), item.detail ? make("span", { class: "quiet" }, item.detail) : "")));
    this.list.hidden = false;
    this.list.scrollTop = 0;
    this.place();
    this.list.scrollIntoView({ block: "nearest" });
    this.view.dom.setAttribute("aria-controls", ID);
    this.said.textContent = label;
    this.move(0, 0);
  }

  /** Below the line of the @, within the editor's own width. */
  place() {
    const frame = this.list.offsetParent.getBoundingClientRect();
    const line = this.view.coordsAtPos(this.range.from);
    this.list.style.top = `${line.bottom - frame.top + 4}px`;
    this.list.style.left = `${Math.max(0, Math.min(line.left - frame.left, frame.width - this.list.offsetWidth))}px`;
  }

  move(by, from = this.at) {
    this.at = (from + by + this.items.length) % this.items.length;
    [...this.list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === this.at)));
    this.view.dom.setAttribute("aria-activedescendant", `${ID}-${this.at}`);
    const option = this.list.children[this.at];
    // Within the list alone: the page stays where the writer has it.
    this.list.scrollTop = Math.min(option.offsetTop, Math.max(this.list.scrollTop, option.offsetTop + option.offsetHeight - this.list.clientHeight));
  }

  insert(person, text) {
    const { from, to } = this.range;
    this.reset();
    this.editor.chain().focus().insertContentAt({ from, to }, { type: "text", text }).run();
    // Whoever writes a name in knows whom it means.
    document.querySelector("[data-picked=people]")?.dispatchEvent(new CustomEvent("picked:add", { detail: person }));
  }

  /** Whether the key was meant for the menu. */
  key(event) {
    if (!this.isOpen || event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") this.move(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) this.items[this.at].act();
    else if (event.key === "Escape") this.back();
    else if (event.key === "ArrowLeft" && this.person) this.back();
    else return false;
    event.stopPropagation();
    return true;
  }

  back() {
    if (this.person) {
      this.person = null;
      this.look(this.range);
      return;
    }
    this.dismissed = this.range.from;
    this.reset();
  }

  destroy() {
    clearTimeout(this.timer);
    this.list.remove();
    this.said.remove();
  }
}

export const Mention = Extension.create({
  name: "mention",
  // Before the editor's own keys: Enter chooses, and does not break the line.
  priority: 1000,
  addProseMirrorPlugins() {
    const { editor } = this;
    let menu;
    return [new Plugin({
      view(view) {
        menu = new Menu(editor, view);
        return { update: (now) => menu.update(now), destroy: () => menu.destroy() };
      },
      props: {
        handleKeyDown: (_view, event) => menu?.key(event) ?? false,
        handleDOMEvents: {
          blur() {
            setTimeout(() => menu?.range && !menu.view.hasFocus() && menu.reset(), 200);
            return false;
          },
        },
      },
    })];
  },
});
