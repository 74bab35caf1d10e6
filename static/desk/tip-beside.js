// The tip that a story came from, or that tells of an error in it, beside the editor. It comes unsealed for this look alone and is
// kept nowhere. The sentence that a reader found wrong is marked in the text and brought into view.

const number = new URLSearchParams(location.search).get("zgloszenie");

for (const place of document.querySelectorAll("[data-tip-beside]")) {
  const address = new URL(place.dataset.tipBeside, location);
  if (number) address.searchParams.set("zgloszenie", number);
  fetch(address, { cache: "no-store", credentials: "same-origin", redirect: "error" })
    .then(async (response) => {
      if (response.status !== 200) return;
      place.replaceChildren(...new DOMParser().parseFromString(await response.text(), "text/html").body.childNodes);
      place.hidden = false;
      for (const button of place.querySelectorAll("[data-find-passage]")) button.addEventListener("click", () => show(button));
      const first = number && place.querySelector("[data-find-passage]");
      if (first) whenReady(() => show(first));
    })
    .catch(() => {}); // Without the tip the story is written all the same.
}

/** Runs a function once the story's editor is there. */
function whenReady(run) {
  const source = document.querySelector("textarea[data-story-editor]");
  if (!source || source.storyEditor) run();
  else source.addEventListener("story-editor:ready", run, { once: true });
}

function show(button) {
  const quoted = button.closest("[data-passage]");
  const found = find(quoted.dataset.passage);
  quoted.dataset.found = found;
  quoted.querySelector("[role=status]").textContent = found ? "" : quoted.dataset.gone;
}

/** Marks the passage in headline, lead or body and brings it into view; whether it was found. */
function find(passage) {
  for (const name of ["title", "lead"]) {
    const field = document.querySelector(`[name=${name}]`);
    const place = field && findIn([...field.value].map((sign, at) => ({ sign, at })), passage);
    if (!place) continue;
    field.focus({ preventScroll: true });
    field.setSelectionRange(place[0].at, place[1].at + 1);
    field.scrollIntoView({ block: "center" });
    return true;
  }
  const body = document.querySelector(".prose-editor .prose");
  const place = body && findIn(signsOf(body), passage);
  if (!place) return false;
  const range = new Range();
  range.setStart(place[0].node, place[0].at);
  range.setEnd(place[1].node, place[1].at + 1);
  // Selected too, so that typing mends it, and where a browser has no marking of its own.
  body.focus({ preventScroll: true });
  getSelection().setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset);
  globalThis.CSS?.highlights?.set("passage", new Highlight(range));
  range.startContainer.parentElement.scrollIntoView({ block: "center" });
  return true;
}

/** The letters of an element with their places; between blocks stands a space. */
function signsOf(element) {
  const signs = [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let block = null;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const of = node.parentElement.closest("p, h2, h3, li, td, th, blockquote, figcaption, footer");
    if (block && of !== block) signs.push({ sign: " ", node, at: 0 });
    block = of;
    for (let at = 0; at < node.data.length; at += 1) signs.push({ sign: node.data[at], node, at });
  }
  return signs;
}

/** `[first, last]` of the signs that say the passage, whatever its spaces, quotation marks and dashes; else its beginning; else null. */
function findIn(signs, passage) {
  const text = [];
  for (const one of signs) {
    const sign = plain(one.sign);
    if (sign === " " && (!text.length || text.at(-1).sign === " ")) continue;
    for (const letter of sign) text.push({ ...one, sign: letter });
  }
  const all = text.map((one) => one.sign).join("");
  const wanted = [...passage].map(plain).join("").replace(/ +/g, " ").trim();
  for (const piece of [wanted, wanted.slice(0, 60), wanted.slice(-60)]) {
    const at = piece.length < 3 ? -1 : all.indexOf(piece);
    if (at >= 0) return [text[at], text[at + piece.length - 1]];
  }
  return null;
}

function plain(sign) {
  if (/\s/.test(sign)) return " ";
  if (sign === "\u00ad" || sign === "\u200b") return "";
  if (/[„”“"«»‟]/.test(sign)) return '"';
  if (/[‘’‚']/.test(sign)) return "'";
  if (/[–—‑-]/.test(sign)) return "-";
  return sign === "…" ? "..." : sign.toLowerCase();
}
