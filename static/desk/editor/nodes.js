// The nodes of a story's body, exactly those that `common.markup` allows. What is stored is marks only: a photo's id, an
// address, a story's number; readers' HTML is made from them on the server.
import {
  Blockquote, BulletList, HardBreak, Heading, HorizontalRule, Link, ListItem, Node, OrderedList, pm,
  Table, TableCell, TableHeader, TableRow,
} from "django-prose-editor/editor";
import { askForLine, askForOne, askForPhotos } from "desk/editor/dialogs";
import { embedKind } from "desk/editor/embeds";
import { photoFacts } from "desk/editor/photos";
import { address, make, word } from "desk/editor/setup";

/** A button under a node. It must not take the text's selection away before it acts. */
function tool(label, act) {
  return make("button", { type: "button", onmousedown: (event) => event.preventDefault(), onclick: act }, label);
}

/** What the views of our nodes share: tools below, the node's own drawing above, and an optional caption to type in. */
function nodeView({ name, draw, tools, caption = false }) {
  return ({ node, getPos, editor }) => {
    let now = node;
    const dom = make(caption ? "figure" : "div", { class: `node node-${name}`, "data-node": name });
    const picture = make("div", { class: "node-body", contenteditable: "false" });
    const contentDOM = caption ? make("figcaption", { "data-empty": word("caption_here") }) : undefined;
    const set = (attributes) => editor.chain().focus().command(({ tr }) => {
      tr.setNodeMarkup(getPos(), undefined, { ...now.attrs, ...attributes });
      return true;
    }).run();
    const remove = () => editor.chain().focus().command(({ tr }) => {
      tr.delete(getPos(), getPos() + now.nodeSize);
      return true;
    }).run();
    const context = { get node() { return now; }, set, remove, editor };
    const bar = make("div", { class: "node-tools", contenteditable: "false" }, ...tools(context), tool(word("remove"), remove));
    dom.append(picture, ...(contentDOM ? [contentDOM] : []));
    if (editor.isEditable) dom.append(bar);
    const mark = () => contentDOM?.classList.toggle("is-empty", !now.content.size);
    draw(picture, context);
    mark();
    return {
      dom,
      contentDOM,
      update(changed) {
        if (changed.type !== now.type) return false;
        const redraw = JSON.stringify(changed.attrs) !== JSON.stringify(now.attrs);
        now = changed;
        if (redraw) draw(picture, context);
        mark();
        return true;
      },
      selectNode: () => dom.classList.add("node-on"),
      deselectNode: () => dom.classList.remove("node-on"),
      stopEvent: (event) => !contentDOM?.contains(event.target) && /^(mouse|click|key|pointer|touch)/.test(event.type) && event.target.closest("button, a, input") !== null,
      ignoreMutation: (mutation) => mutation.type !== "selection" && !contentDOM?.contains(mutation.target),
    };
  };
}

/** A thumbnail with what the library says, or with what it lacks. */
function drawPhoto(place, id) {
  const image = make("img", { alt: "", width: 480, height: 320 });
  const line = make("p", { class: "credit" }, word("loading"));
  place.append(image, line);
  photoFacts(id).then(
    (photo) => {
      if (!photo) {
        image.remove();
        line.className = "missing";
        line.textContent = word("photo_gone");
        return;
      }
      image.src = photo.thumb;
      image.alt = photo.alt;
      if (photo.width) Object.assign(image, { width: photo.width, height: photo.height });
      line.textContent = photo.credit;
      const lacks = [!photo.credit && word("no_credit"), !photo.alt && word("no_alt")].filter(Boolean);
      if (!lacks.length) return;
      line.append(
        photo.credit ? " " : "", make("span", { class: "missing" }, lacks.join(" ")), " ",
        make("a", { href: address("photo").replace("/0/", `/${id}/`), target: "_blank" }, word("fill_in")));
    },
    () => (line.textContent = word("no_connection")),
  );
}

const figureCaption = (dom) => dom.querySelector("figcaption") ?? document.createElement("figcaption");

function attribute(name, mark) {
  return { default: "", parseHTML: (dom) => dom.getAttribute(mark) ?? "", renderHTML: (attrs) => ({ [mark]: attrs[name] }) };
}

export const Photo = Node.create({
  name: "photo",
  group: "block",
  content: "text*",
  marks: "",
  draggable: true,
  isolating: true,
  addAttributes: () => ({ id: attribute("id", "data-photo") }),
  parseHTML: () => [{ tag: "figure[data-photo]", contentElement: figureCaption, priority: 100 }],
  renderHTML: ({ HTMLAttributes }) => ["figure", HTMLAttributes, ["figcaption", 0]],
  addNodeView: () => nodeView({
    name: "photo",
    caption: true,
    draw(place, { node }) {
      place.replaceChildren();
      drawPhoto(place, node.attrs.id);
    },
    tools: ({ set }) => [
      tool(word("exchange"), async () => {
        const [photo] = (await askForPhotos()) ?? [];
        if (photo) set({ id: String(photo.id) });
      }),
    ],
  }),
  addCommands: () => ({
    insertPhotos: (photos) => ({ commands }) =>
      commands.insertContent(photos.map((photo) => ({ type: "photo", attrs: { id: String(photo.id) } }))),
  }),
  addKeyboardShortcuts() {
    return { Enter: () => leave(this.editor, "photo"), "Mod-Shift-f": () => choosePhotos(this.editor) };
  },
});

/** Enter in a caption goes on writing below it. */
function leave(editor, name) {
  const { $from } = editor.state.selection;
  if ($from.parent.type.name !== name) return false;
  const after = $from.after();
  return editor.chain().insertContentAt(after, { type: "paragraph" }).setTextSelection(after + 1).run();
}

export function choosePhotos(editor) {
  askForPhotos().then((photos) => photos && editor.chain().focus().insertPhotos(photos).run());
  return true;
}

export const Gallery = Node.create({
  name: "gallery",
  group: "block",
  content: "text*",
  marks: "",
  draggable: true,
  isolating: true,
  addAttributes: () => ({ ids: attribute("ids", "data-gallery") }),
  parseHTML: () => [{ tag: "figure[data-gallery]", contentElement: figureCaption, priority: 100 }],
  renderHTML: ({ HTMLAttributes }) => ["figure", HTMLAttributes, ["figcaption", 0]],
  addNodeView: () => nodeView({
    name: "gallery",
    caption: true,
    draw(place, { node, set, editor }) {
      const ids = node.attrs.ids.split(",").filter(Boolean);
      place.replaceChildren(make("ul", { class: "thumbs" }, ids.map((id, index) => {
        const item = make("li");
        drawPhoto(item, id);
        const moved = (by) => {
          const order = [...ids];
          order.splice(index + by, 0, ...order.splice(index, 1));
          set({ ids: order.join(",") });
        };
        const without = () => set({ ids: ids.filter((_, other) => other !== index).join(",") });
        if (editor.isEditable) item.append(make("p", { class: "row-actions" },
          index > 0 && labelled("←", word("earlier"), () => moved(-1)),
          index < ids.length - 1 && labelled("→", word("later"), () => moved(1)),
          ids.length > 1 && labelled("×", word("remove_photo"), without)));
        return item;
      })));
    },
    tools: (context) => [
      tool(word("add_photos"), async () => {
        const photos = await askForPhotos({ several: true });
        if (photos) context.set({ ids: [...context.node.attrs.ids.split(",").filter(Boolean), ...photos.map((photo) => photo.id)].join(",") });
      }),
    ],
  }),
  addKeyboardShortcuts() {
    return { Enter: () => leave(this.editor, "gallery") };
  },
});

function labelled(sign, label, act) {
  const button = tool(sign, act);
  button.setAttribute("aria-label", label);
  button.title = label;
  return button;
}

export function chooseGallery(editor) {
  askForPhotos({ several: true }).then((photos) => photos?.length &&
    editor.chain().focus().insertContent({ type: "gallery", attrs: { ids: photos.map((photo) => photo.id).join(",") } }).run());
}

export const Embed = Node.create({
  name: "embed",
  group: "block",
  atom: true,
  draggable: true,
  addAttributes: () => ({ url: attribute("url", "data-embed") }),
  parseHTML: () => [{ tag: "figure[data-embed]", priority: 100, getAttrs: (dom) => (embedKind(dom.dataset.embed) ? null : false) }],
  renderHTML: ({ HTMLAttributes }) => ["figure", HTMLAttributes],
  addNodeView: () => nodeView({
    name: "embed",
    draw(place, { node }) {
      place.replaceChildren(
        make("strong", {}, word("embed_of", embedKind(node.attrs.url))), make("br"),
        make("span", { class: "address" }, node.attrs.url), make("br"), make("span", { class: "quiet" }, word("embed_note")));
    },
    tools: (context) => [tool(word("change"), async () => {
      const url = await askForEmbed(context.node.attrs.url);
      if (url) context.set({ url });
    })],
  }),
});

function askForEmbed(value = "") {
  return askForLine({
    title: word("embed"), label: word("embed_label"), help: word("embed_help"), value, type: "url", submit: word("insert"),
    check: (url) => (embedKind(url) ? "" : word("embed_refused")),
  });
}

export function chooseEmbed(editor) {
  askForEmbed().then((url) => url && editor.chain().focus().insertContent({ type: "embed", attrs: { url } }).run());
}

export const RelatedStory = Node.create({
  name: "relatedStory",
  group: "block",
  atom: true,
  draggable: true,
  addAttributes: () => ({ id: attribute("id", "data-story") }),
  parseHTML: () => [{ tag: "aside[data-story]" }],
  renderHTML: ({ HTMLAttributes }) => ["aside", HTMLAttributes],
  addNodeView: () => nodeView({
    name: "story",
    draw(place, { node }) {
      const title = make("strong", {}, word("loading"));
      place.replaceChildren(make("span", { class: "quiet" }, word("read_also")), make("br"), title);
      fetch(`${address("stories")}?id=${encodeURIComponent(node.attrs.id)}`, { redirect: "error" })
        .then((response) => response.json())
        .then(({ results }) => (title.textContent = results[0]?.label ?? word("story_gone")))
        .catch(() => (title.textContent = word("no_connection")));
    },
    tools: ({ set }) => [tool(word("change"), async () => {
      const story = await askForStory();
      if (story) set({ id: String(story.value) });
    })],
  }),
});

function askForStory() {
  return askForOne({ title: word("story"), label: word("story_label"), from: address("stories"), empty: word("no_stories") });
}

export function chooseStory(editor) {
  askForStory().then((story) => story &&
    editor.chain().focus().insertContent({ type: "relatedStory", attrs: { id: String(story.value) } }).run());
}

/** Who said it: the last line of every quotation. */
export const Speaker = Node.create({
  name: "speaker",
  content: "text*",
  marks: "",
  defining: true,
  parseHTML: () => [{ tag: "footer" }, { tag: "cite" }],
  renderHTML: () => ["footer", 0],
  addNodeView: () => ({ node }) => {
    const dom = make("footer", { "data-empty": word("speaker_here") });
    const mark = (now) => dom.classList.toggle("is-empty", !now.content.size);
    mark(node);
    return { dom, contentDOM: dom, update: (now) => now.type === node.type && (mark(now), true), ignoreMutation: (mutation) => mutation.type === "attributes" };
  },
  addKeyboardShortcuts() {
    return {
      Enter: () => {
        const { $from } = this.editor.state.selection;
        if ($from.parent.type.name !== "speaker") return false;
        const after = $from.after(-1);
        return this.editor.chain().insertContentAt(after, { type: "paragraph" }).setTextSelection(after + 1).run();
      },
      Backspace: () => {
        const { $from, empty } = this.editor.state.selection;
        // Joining the speaker into the quotation would lose the line that says who spoke.
        return empty && $from.parent.type.name === "speaker" && $from.parentOffset === 0 && this.editor.commands.setTextSelection($from.before() - 1);
      },
    };
  },
});

export const Quotation = Blockquote.extend({
  content: "paragraph+ speaker",
  addCommands: () => ({
    /** Makes a quotation of the chosen paragraphs, or plain paragraphs of the quotation that the writer is in. */
    toggleQuotation: () => ({ state, tr, dispatch }) => {
      const { $from, $to } = state.selection;
      const { blockquote, paragraph, speaker } = state.schema.nodes;
      for (let depth = $from.depth; depth > 0; depth--) {
        const quotation = $from.node(depth);
        if (quotation.type !== blockquote) continue;
        const lines = [];
        quotation.forEach((line) => (line.type !== speaker || line.content.size) && lines.push(paragraph.create(null, line.content)));
        if (dispatch) {
          const at = $from.before(depth);
          tr.replaceWith(at, at + quotation.nodeSize, lines);
          tr.setSelection(pm.state.TextSelection.near(tr.doc.resolve(at + 1)));
        }
        return true;
      }
      const range = $from.blockRange($to);
      if (!range || range.parent.type !== state.schema.topNodeType) return false;
      const lines = [];
      for (let index = range.startIndex; index < range.endIndex; index++) {
        const line = range.parent.child(index);
        if (!line.isTextblock || line.type.name === "photo" || line.type.name === "gallery") return false;
        lines.push(paragraph.create(null, line.content));
      }
      if (dispatch) {
        const quotation = blockquote.create(null, [...lines, speaker.create()]);
        tr.replaceWith(range.start, range.end, quotation);
        tr.setSelection(pm.state.TextSelection.near(tr.doc.resolve(range.start + quotation.nodeSize - 2)));
      }
      return true;
    },
  }),
  addInputRules: () => [],
  addKeyboardShortcuts() {
    return { "Mod-Shift-b": () => this.editor.commands.toggleQuotation() };
  },
});

export const Lists = [
  BulletList,
  ListItem.extend({ content: "paragraph (paragraph | bulletList | orderedList)*" }),
  OrderedList.extend({
    addAttributes: () => ({
      start: {
        default: 1,
        parseHTML: (dom) => Number.parseInt(dom.getAttribute("start") ?? "1", 10) || 1,
        renderHTML: ({ start }) => (start === 1 ? {} : { start }),
      },
    }),
    addNodeView: () => null,
  }),
];

const cell = {
  content: "paragraph+",
  addAttributes: () => Object.fromEntries(["colspan", "rowspan"].map((name) => [name, {
    default: 1,
    parseHTML: (dom) => Math.max(1, Number.parseInt(dom.getAttribute(name) ?? "1", 10) || 1),
    renderHTML: (attrs) => (attrs[name] === 1 ? {} : { [name]: attrs[name] }),
  }]).concat([["colwidth", { default: null, parseHTML: () => null, renderHTML: () => ({}) }]])),
  renderHTML({ HTMLAttributes }) {
    return [this.name === "tableHeader" ? "th" : "td", HTMLAttributes, 0];
  },
};

export const Tables = [
  // Widths would be inline styles; the reader's page decides on them.
  Table.extend({ renderHTML: () => ["table", ["tbody", 0]], addNodeView: () => null }).configure({ resizable: false }),
  TableRow.extend({ renderHTML: () => ["tr", 0] }),
  TableHeader.extend(cell),
  TableCell.extend(cell),
];

export const PlainLink = Link.extend({
  addAttributes: () => ({ href: { default: null, parseHTML: (dom) => dom.getAttribute("href") } }),
  renderHTML: ({ HTMLAttributes }) => ["a", { href: HTMLAttributes.href }, 0],
  addMenuItems: () => {},
  addKeyboardShortcuts() {
    return { "Mod-k": () => chooseLink(this.editor) };
  },
}).configure({
  openOnClick: false,
  autolink: true,
  linkOnPaste: true,
  defaultProtocol: "https",
  protocols: ["mailto", "tel"],
  isAllowedUri: (url) => Boolean(plainAddress(url)) || /^[^:]+$/.test(url),
});

/** The address that a link may have, with https:// where it was left out; empty where it may not be a link. */
function plainAddress(text) {
  if (/^[^\s@:/]+@[^\s@/]+\.\w+$/.test(text)) return `mailto:${text}`;
  if (!/^[a-z][a-z0-9+.-]*:/i.test(text)) text = `https://${text}`;
  try {
    const url = new URL(text);
    if (["mailto:", "tel:"].includes(url.protocol)) return text;
    return ["http:", "https:"].includes(url.protocol) && url.hostname.includes(".") ? text : "";
  } catch {
    return "";
  }
}

export function chooseLink(editor) {
  const value = editor.getAttributes("link").href ?? "";
  if (!value && editor.state.selection.empty) {
    editor.chain().focus().run();
  }
  askForLine({
    title: word("link"), label: word("link_label"), help: editor.state.selection.empty && !value ? word("link_help_empty") : word("link_help"),
    value, type: "url", submit: word("save_link"), remove: value && word("remove_link"),
    check: (text) => (plainAddress(text) ? "" : word("link_refused")),
  }).then((text) => {
    if (text === null) return;
    const chain = editor.chain().focus().extendMarkRange("link");
    const href = plainAddress(text);
    if (!text) chain.unsetLink().run();
    else if (editor.state.selection.empty && !value) chain.insertContent({ type: "text", text: text, marks: [{ type: "link", attrs: { href } }] }).run();
    else chain.setLink({ href }).run();
  });
  return true;
}

export const Plain = [Heading.configure({ levels: [2, 3] }), HardBreak, HorizontalRule];
