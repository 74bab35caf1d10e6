// While a story made from a release is written: how much of it is the release's own words, and which sentences.
import { pm } from "django-prose-editor/editor";

const WAIT = 900; // after the last key
const form = document.getElementById("article_form");
const panel = document.querySelector("[data-release]");
const told = panel.dataset;
const said = panel.querySelector("[data-said]");
// In the line that stays in view while the panel is closed.
const short = document.querySelector("[data-short]");
const contacts = panel.querySelector("[data-contacts]");
const source = document.querySelector("textarea[data-story-editor]");
const key = new pm.state.PluginKey("release");
let timer = null;
let turn = 0;

/** The text blocks of the editor: where each begins, and its text with one sign for whatever is no text. */
function blocksOf(doc) {
  const blocks = [];
  doc.descendants((node, at) => {
    if (!node.isTextblock) return true;
    blocks.push({ at: at + 1, text: node.textBetween(0, node.content.size, "\n", " ") });
    return false;
  });
  return blocks;
}

/** The server counts letters, the editor counts units of UTF-16: they differ where there is an emoji. */
function units(text, at) {
  return /[\ud800-\udfff]/.test(text) ? [...text].slice(0, at).join("").length : at;
}

function marksFor(doc, blocks, answer) {
  const marks = [];
  blocks.forEach((block, number) => {
    const add = (pairs, name) => {
      for (const [from, to] of pairs)
        marks.push(pm.view.Decoration.inline(block.at + units(block.text, from), block.at + units(block.text, to), { class: name }, { contact: name === "contact" }));
    };
    add(answer.sentences[number], "copied");
    add(answer.contacts[number], "contact");
  });
  return pm.view.DecorationSet.create(doc, marks);
}

async function measure() {
  const editor = source.storyEditor;
  const { doc } = editor.state;
  const blocks = blocksOf(doc);
  const mine = ++turn;
  let answer;
  try {
    const response = await fetch(told.release, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
      body: JSON.stringify({ blocks: [form.elements.title.value, form.elements.lead.value, ...blocks.map((block) => block.text)] }),
      redirect: "error",
    });
    if (!response.ok) throw new Error(String(response.status));
    answer = await response.json();
  } catch {
    said.textContent = told.offline;
    return;
  }
  if (mine !== turn || editor.state.doc !== doc) return;
  said.textContent = answer.share ? told.share.replace("%s", answer.share) : told.none;
  short.textContent = short.dataset.short.replace("%s", answer.share);
  for (const [number, name] of ["title", "lead"].entries())
    form.elements[name].classList.toggle("copied", answer.sentences[number].length > 0);
  answer.sentences = answer.sentences.slice(2);
  answer.contacts = answer.contacts.slice(2);
  const view = editor.view;
  view.dispatch(view.state.tr.setMeta(key, marksFor(doc, blocks, answer)).setMeta("addToHistory", false));
  showContacts(blocks, answer.contacts);
}

function showContacts(blocks, found) {
  const texts = blocks.flatMap((block, number) => found[number].map(([from, to]) => block.text.slice(units(block.text, from), units(block.text, to))));
  contacts.hidden = !texts.length;
  if (!texts.length) return;
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "button plain", textContent: told.remove });
  button.addEventListener("click", () => remove());
  contacts.replaceChildren(told.contact.replace("%s", [...new Set(texts)].join(", ")), " ", button);
}

/** Takes the marked numbers and addresses out, and with them a paragraph that holds little else. */
function remove() {
  const { view } = source.storyEditor;
  const { doc, tr } = view.state;
  const gone = key.getState(view.state).find(undefined, undefined, (spec) => spec.contact);
  const ranges = new Map();
  for (const mark of gone) {
    const block = doc.resolve(mark.from);
    const length = block.parent.textContent.length;
    const within = gone.filter((one) => one.from >= block.start() && one.to <= block.end());
    const taken = within.reduce((sum, one) => sum + one.to - one.from, 0);
    // “Kontakt dla mediów: asp. Jan Kowal, tel. …”: a line of contacts goes whole.
    const whole = taken >= 0.4 * length || (length < 220 && /^\s*(kontakt|biuro prasowe|rzeczni|oficer prasowy|dodatkowych informacji)/i.test(block.parent.textContent));
    if (whole) ranges.set(block.before(), block.after());
    else ranges.set(mark.from, mark.to);
  }
  for (const [from, to] of [...ranges].sort((a, b) => b[0] - a[0])) tr.delete(from, to);
  view.dispatch(tr);
  view.focus();
}

function start() {
  const { view } = source.storyEditor;
  const plugin = new pm.state.Plugin({
    key,
    state: {
      init: () => pm.view.DecorationSet.empty,
      apply: (tr, old) => tr.getMeta(key) ?? old.map(tr.mapping, tr.doc),
    },
    props: { decorations: (state) => key.getState(state) },
  });
  view.updateState(view.state.reconfigure({ plugins: [...view.state.plugins, plugin] }));
  form.addEventListener("input", (event) => {
    if (!event.target.matches("textarea, .prose")) return;
    clearTimeout(timer);
    timer = setTimeout(measure, WAIT);
  });
  measure();
}

if (source.storyEditor) start();
else source.addEventListener("story-editor:ready", start);
