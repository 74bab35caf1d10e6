// What a reader's page can do beyond HTML. Everything works, if plainer, without it.

const story = document.querySelector("[data-story]");

// -- Sharing ---------------------------------------------------------------------

for (const share of document.querySelectorAll(".share")) {
  const link = share.querySelector("[data-copy]");
  const sheet = share.querySelector("[data-share]");
  const done = share.querySelector("[role=status]");
  link.addEventListener("click", async (event) => {
    if (!navigator.clipboard) return; // The link then does what links do.
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(link.href);
      done.textContent = link.dataset.copy;
    } catch {
      location.href = link.href;
    }
  });
  if (navigator.share) {
    sheet.hidden = false;
    sheet.addEventListener("click", () => {
      navigator.share({ title: share.dataset.shareTitle, url: link.href }).catch(() => {});
    });
  }
}

// -- Embeds: nothing is asked of another host before the reader's click -----------------

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-embed-src]");
  if (!button) return;
  const frame = document.createElement("iframe");
  frame.src = button.dataset.embedSrc;
  frame.title = button.dataset.embedTitle || button.textContent.trim();
  frame.allow = "fullscreen; picture-in-picture; encrypted-media";
  frame.allowFullscreen = true;
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  frame.className = `frame ${button.dataset.embedShape || "wide"}`;
  const facade = button.closest("[data-embed-facade]") || button;
  facade.replaceWith(frame);
  frame.focus();
});

// -- Gallery: a grid of links becomes a viewer ---------------------------------------------

for (const gallery of document.querySelectorAll(".gallery")) {
  const links = [...gallery.querySelectorAll("li a[href]")];
  if (!links.length || !window.HTMLDialogElement) continue;
  let viewer;
  for (const [index, link] of links.entries()) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      viewer ??= makeViewer(gallery, links);
      viewer.open(index);
    });
  }
}

function makeViewer(gallery, links) {
  const words = gallery.dataset; // data-previous, data-next, data-close: the labels, in the page's language
  const dialog = document.createElement("dialog");
  dialog.className = "viewer";
  dialog.setAttribute("aria-label", words.label || "");
  const make = (tag, text = "") => Object.assign(document.createElement(tag), { textContent: text });
  const [bar, count, close, image, foot] = [make("div"), make("span"), make("button", words.close || "×"), make("img"), make("p")];
  const [before, after] = [make("button", words.previous || "←"), make("button", words.next || "→")];
  for (const button of [close, before, after]) button.type = "button";
  bar.className = "bar";
  count.setAttribute("aria-live", "polite");
  bar.append(before, count, after, close);
  dialog.append(bar, image, foot);
  document.body.append(dialog);
  let now = 0;
  const show = (index) => {
    now = (index + links.length) % links.length;
    const thumb = links[now].querySelector("img");
    image.src = links[now].href;
    image.alt = thumb?.alt || "";
    foot.textContent = links[now].dataset.caption || "";
    count.textContent = `${now + 1} / ${links.length}`;
  };
  before.addEventListener("click", () => show(now - 1));
  after.addEventListener("click", () => show(now + 1));
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") show(now - 1);
    if (event.key === "ArrowRight") show(now + 1);
  });
  dialog.addEventListener("close", () => links[now].focus());
  return {
    open(index) {
      show(index);
      dialog.showModal();
    },
  };
}

// -- Photos wait for the scroll, but paper does not scroll -------------------------------

addEventListener("beforeprint", () => {
  for (const image of document.querySelectorAll("img[loading=lazy]")) image.loading = "eager";
});

// -- An error in the text: what the reader marked goes along. After the # it reaches no server, ours neither ------------

const mistake = document.querySelector("[data-error]");
if (story && mistake) {
  const address = mistake.href;
  // Kept, since pressing the link takes the marking away.
  document.addEventListener("selectionchange", () => {
    const marked = getSelection();
    const text = marked.toString().replace(/\s+/g, " ").trim();
    if (!text || !story.contains(marked.anchorNode) || !story.contains(marked.focusNode)) return;
    mistake.href = `${address}#zdanie=${encodeURIComponent(text.slice(0, 500))}`;
  });
}

// -- Counting a read: that it was read, and nothing about who read it ----------------------

if (story && navigator.sendBeacon) {
  const NEEDED = 12_000; // Milliseconds in view before opening a page counts as reading it.
  let seen = 0;
  let since = document.visibilityState === "visible" ? performance.now() : null;
  let timer;
  const count = () => {
    document.removeEventListener("visibilitychange", turn);
    navigator.sendBeacon(`/licznik/${story.dataset.story}/`);
  };
  const turn = () => {
    clearTimeout(timer);
    if (document.visibilityState === "visible") {
      since = performance.now();
      timer = setTimeout(count, NEEDED - seen);
    } else if (since !== null) {
      seen += performance.now() - since;
      since = null;
    }
  };
  document.addEventListener("visibilitychange", turn);
  if (since !== null) timer = setTimeout(count, NEEDED);
}

// -- The conversation's script comes when a reader comes near it --------------------------

const conversation = document.querySelector("[data-conversation]");
if (conversation) {
  const load = () => import(conversation.dataset.conversation);
  const watch = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watch.disconnect();
      load();
    },
    { rootMargin: "400px" },
  );
  watch.observe(conversation);
}
