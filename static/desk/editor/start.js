// Turns the story's textarea into the editor. tiptap's own style sheet is not injected: it would be an inline style.
import {
  Bold, Document, Dropcursor, Editor, Extension, Gapcursor, History, Italic, Paragraph, Placeholder, Plugin, Strike, Subscript,
  Superscript, Text, TrailingNode,
} from "django-prose-editor/editor";
import { Mention } from "desk/editor/mention";
import { Embed, Gallery, Lists, Photo, Plain, PlainLink, Quotation, RelatedStory, Speaker, Tables } from "desk/editor/nodes";
import { cleanPasted } from "desk/editor/paste";
import { hasPictures, picturesIn, upload } from "desk/editor/photos";
import { make, setUp, word } from "desk/editor/setup";
import { makeToolbar } from "desk/editor/toolbar";

/** Photos dropped into the text or pasted go to the library and stand where they were dropped. */
const PhotoFiles = Extension.create({
  name: "photoFiles",
  addProseMirrorPlugins() {
    const { editor } = this;
    const send = async (files, at) => {
      const said = editor.options.element.querySelector(".said-of-files");
      let place = at;
      for (const file of files) {
        const line = make("p", {}, word("uploading", file.name));
        said.append(line);
        try {
          const photo = await upload(file);
          const before = editor.state.doc.content.size;
          if (place == null) editor.chain().focus().insertPhotos([photo]).run();
          else {
            place = Math.min(place, before);
            editor.chain().insertContentAt(place, { type: "photo", attrs: { id: String(photo.id) } }).run();
            place += editor.state.doc.content.size - before;
          }
          line.remove();
        } catch (problem) {
          line.className = "errorlist";
          line.textContent = problem.message;
        }
      }
    };
    return [new Plugin({
      props: {
        transformPastedHTML: cleanPasted,
        handlePaste(view, event) {
          if (!hasPictures(event.clipboardData) || event.clipboardData.types.includes("text/html")) return false;
          send(picturesIn(event.clipboardData));
          return true;
        },
        handleDrop(view, event) {
          if (!hasPictures(event.dataTransfer)) return false;
          event.preventDefault();
          const at = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos;
          send(picturesIn(event.dataTransfer), at == null ? null : blockAfter(view.state.doc, at));
          return true;
        },
      },
    })];
  },
});

/** The place after the outermost block that holds a position. */
function blockAfter(doc, at) {
  const place = doc.resolve(at);
  return place.depth ? place.after(1) : at;
}

/** HTML as it is stored: without the empty line that waits at the end. */
function stored(editor) {
  return editor.getHTML().replace(/(<p><\/p>)+$/, "").replaceAll("<footer></footer>", "");
}

function start(textarea) {
  setUp(JSON.parse(textarea.dataset.storyEditor));
  const element = make("div", { class: "prose-editor" }, make("div", { class: "said-of-files", role: "status" }));
  const id = textarea.id;
  textarea.before(element);
  textarea.id = `${id}_source`;
  textarea.hidden = true;
  const editor = new Editor({
    element,
    injectCSS: false,
    content: textarea.value,
    editable: !textarea.disabled,
    editorProps: {
      attributes: {
        id,
        class: "prose",
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": word("body"),
        lang: "pl",
        spellcheck: "true",
        ...(textarea.getAttribute("aria-describedby") && { "aria-describedby": textarea.getAttribute("aria-describedby") }),
      },
    },
    extensions: [
      Document, Text, Paragraph, ...Plain, Bold, Italic, Strike, Subscript, Superscript, PlainLink, ...Lists, Quotation, Speaker,
      Photo, Gallery, Embed, RelatedStory, ...Tables, History, Gapcursor, Dropcursor, TrailingNode, PhotoFiles, Mention,
      Placeholder.configure({ placeholder: word("placeholder") }),
    ],
    onUpdate() {
      textarea.value = stored(editor);
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  if (!textarea.disabled) element.prepend(makeToolbar(editor));
  textarea.form?.querySelector(`label[for="${id}"]`)?.addEventListener("click", () => editor.commands.focus());
  if (location.hash === `#${id}`) editor.commands.focus();
  textarea.storyEditor = editor;
  textarea.dispatchEvent(new CustomEvent("story-editor:ready", { bubbles: true }));
}

for (const textarea of document.querySelectorAll("textarea[data-story-editor]")) start(textarea);
