// Text copied from Word and Google Docs, made into the plain elements that the editor knows.

const BULLET = /^[\s\u00a0]*(?:[·•▪●○◦§–-]|o(?=[\s\u00a0]))[\s\u00a0]*/;
const NUMBER = /^[\s\u00a0]*(?:\d{1,3}|[a-z]|[ivx]+)[.)][\s\u00a0]*/i;

/** Gives clean HTML for what was pasted: no styles, no pictures from elsewhere, real lists, headings of two levels. */
export function cleanPasted(html) {
  // The Content-Security-Policy refuses styles as soon as they are parsed: the sheet goes, attributes travel under another name.
  const source = html
    .replace(/<style\b[\s\S]*?(<\/style\s*>|$)/gi, "")
    .replace(/<[^>]*>/g, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style="));
  const page = new DOMParser().parseFromString(source, "text/html");
  const body = page.body;
  drop(body, "script, style, meta, link, title, xml, iframe, object, embed, svg, noscript, del");
  for (const element of [...body.querySelectorAll("*")]) if (element.tagName.includes(":")) unwrap(element);
  drop(body, "img, picture, video, audio");
  dropComments(page);
  makeLists(page);
  for (const span of [...body.querySelectorAll("[data-style]")]) applyStyle(page, span);
  rename(page, "h1", "h2");
  rename(page, "h4, h5, h6", "h3");
  for (const link of [...body.querySelectorAll("a")]) mendLink(link);
  for (const item of [...body.querySelectorAll("li > br:last-child")]) item.remove();
  for (const paragraph of [...body.querySelectorAll("p, h2, h3")]) {
    if (!paragraph.textContent.replace(/[\s\u00a0]/g, "")) paragraph.remove();
  }
  // Headings in Google Docs and Word are bold by their style already.
  for (const bold of [...body.querySelectorAll("h2 strong, h3 strong, h2 b, h3 b")]) unwrap(bold);
  tidyText(page);
  for (const br of [...body.querySelectorAll(":scope > br")]) br.remove();
  return body.innerHTML;
}

function drop(root, selector) {
  for (const element of [...root.querySelectorAll(selector)]) element.remove();
}

function unwrap(element) {
  element.replaceWith(...element.childNodes);
}

function rename(page, selector, tag) {
  for (const element of [...page.body.querySelectorAll(selector)]) {
    const renamed = page.createElement(tag);
    renamed.append(...element.childNodes);
    element.replaceWith(renamed);
  }
}

function dropComments(page) {
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_COMMENT);
  const comments = [];
  while (walker.nextNode()) comments.push(walker.currentNode);
  for (const comment of comments) comment.remove();
  drop(page.body, "[data-style*='mso-element:comment'], .MsoCommentReference, .msocomanchor");
}

/** Word writes a list as paragraphs that begin with a drawn mark and name their level. */
function makeLists(page) {
  let open = []; // the lists that we are in, outermost first
  let previous = null;
  for (const paragraph of [...page.body.querySelectorAll("p")]) {
    const style = paragraph.dataset.style ?? "";
    const named = /mso-list:\s*l\d+\s+level(\d+)/i.exec(style);
    if (!named && !/MsoListParagraph/.test(paragraph.className)) continue;
    const mark = paragraph.querySelector("[data-style*='mso-list:Ignore' i], [data-style*='mso-list: Ignore' i]");
    const drawn = (mark ?? paragraph).textContent;
    const ordered = NUMBER.test(drawn) && !BULLET.test(drawn);
    if (!mark && !ordered && !BULLET.test(drawn)) continue;
    if (mark) mark.remove();
    else trimStart(paragraph, ordered ? NUMBER : BULLET);
    const level = Number(named?.[1] ?? 1);
    if (!previous || nextElement(previous) !== paragraph) open = [];
    open.length = Math.min(open.length, level);
    if (open.length === level && open.at(-1).tagName !== (ordered ? "OL" : "UL") && level === 1) open = [];
    while (open.length < level) {
      const list = page.createElement(ordered ? "ol" : "ul");
      if (open.length) (open.at(-1).lastElementChild ?? open.at(-1).appendChild(page.createElement("li"))).append(list);
      else paragraph.before(list);
      open.push(list);
    }
    const item = page.createElement("li");
    const text = page.createElement("p");
    text.append(...paragraph.childNodes);
    item.append(text);
    open.at(-1).append(item);
    paragraph.remove();
    previous = open[0];
  }
}

function nextElement(element) {
  return element.nextElementSibling;
}

function trimStart(paragraph, pattern) {
  const walker = paragraph.ownerDocument.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (!text.data.replace(/[\s\u00a0]/g, "")) continue;
    text.data = text.data.replace(pattern, "");
    return;
  }
}

/** Google Docs says bold, italic and struck through by style only; its outermost <b> means nothing. */
function applyStyle(page, element) {
  const style = `;${element.dataset.style.toLowerCase().replace(/\s/g, "")}`;
  element.removeAttribute("data-style");
  if (/^(b|strong)$/i.test(element.tagName) && /;font-weight:(normal|400)/.test(style)) return unwrap(element);
  if (/^(i|em)$/i.test(element.tagName) && /;font-style:normal/.test(style)) return unwrap(element);
  if (element.tagName !== "SPAN") return undefined;
  if (/mso-tab-count/.test(style)) return element.replaceWith(" ");
  for (const [pattern, tag] of [
    [/;font-weight:(bold|[6-9]00)/, "strong"],
    [/;font-style:italic/, "em"],
    [/;text-decoration[^;]*line-through/, "s"],
    [/;vertical-align:super/, "sup"],
    [/;vertical-align:sub(;|$)/, "sub"],
  ]) {
    if (!pattern.test(style)) continue;
    const mark = page.createElement(tag);
    mark.append(...element.childNodes);
    element.append(mark);
  }
  return unwrap(element);
}

function mendLink(link) {
  const href = link.getAttribute("href") ?? "";
  if (!/^(https?:|mailto:|tel:)/i.test(href)) return unwrap(link);
  const url = new URL(href);
  if (/^www\.google\.[a-z.]+$/.test(url.hostname) && url.pathname === "/url" && url.searchParams.get("q")) {
    link.setAttribute("href", url.searchParams.get("q"));
  }
  for (const inside of [...link.querySelectorAll("u, span")]) unwrap(inside);
  return undefined;
}

function tidyText(page) {
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    // Word breaks lines in its source and fills gaps with hard spaces; a single hard space may be meant.
    walker.currentNode.data = walker.currentNode.data.replace(/[ \t\r\n]+/g, " ").replace(/(?: ?\u00a0){2,} ?/g, " ");
  }
}
