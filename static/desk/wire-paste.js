// “Paste a release”: what is copied from Word or a page keeps its paragraphs, lists and headings. Without this, plain text.
const form = document.getElementById("paste_form");
const text = document.getElementById("id_text");
const html = document.getElementById("id_html");
const area = document.getElementById("pasted");

// The address comes from the page: names of static files carry a mark of their content.
const { cleanPasted } = await import(area.dataset.cleaning);

text.hidden = true;
area.hidden = false;
if (html.value) area.innerHTML = cleanPasted(html.value);
else for (const line of text.value.split(/\n+/)) if (line.trim()) area.append(paragraph(line));

function paragraph(line) {
  const element = document.createElement("p");
  element.textContent = line;
  return element;
}

area.addEventListener("paste", (event) => {
  const copied = event.clipboardData.getData("text/html");
  const page = document.createElement("template");
  if (copied) page.innerHTML = cleanPasted(copied);
  else for (const line of event.clipboardData.getData("text/plain").split(/\n+/)) if (line.trim()) page.content.append(paragraph(line));
  event.preventDefault();
  const selection = getSelection();
  const range = selection.rangeCount && area.contains(selection.anchorNode) ? selection.getRangeAt(0) : null;
  if (!range || !area.textContent.trim()) area.replaceChildren(page.content);
  else {
    range.deleteContents();
    range.insertNode(page.content);
    range.collapse(false);
  }
});
area.addEventListener("drop", (event) => event.preventDefault());
form.addEventListener("submit", () => {
  html.value = area.textContent.trim() ? area.innerHTML : "";
  text.value = area.innerText;
});
if (form.querySelector(".field-text.errors")) area.focus();
