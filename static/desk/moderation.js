// The moderators' page: keys, decisions without leaving the page, and what has been read. Everything works without it.

const area = document.querySelector("[data-moderation]");
const told = area?.dataset ?? {};
const cards = area ? [...area.querySelectorAll("[data-card]")] : [];
const rest = document.getElementById("rest");
const bar = document.querySelector("[data-undo-bar]");
const box = document.getElementById("own-words");
const pending = new Set();
const undoable = []; // { card, token }, the newest last
let current = null;
let following = true; // the card that is read follows the scrolling

const isOpen = (card) => !card.classList.contains("done");
const open = () => cards.filter(isOpen);
const item = (card) => card.querySelector("input[name=item]");

// -- Which card is read ------------------------------------------------------------------
function choose(card, { scroll = false, focus = false } = {}) {
  if (current && current !== card) {
    current.classList.remove("current", "choosing");
    current.removeAttribute("aria-current");
  }
  current = card;
  if (!card) return;
  card.classList.add("current");
  card.setAttribute("aria-current", "true");
  if (focus) card.focus({ preventScroll: true });
  if (scroll) card.scrollIntoView({ block: card.offsetHeight > innerHeight * 0.7 ? "start" : "nearest" });
  lookBeside(card);
}

function step(by) {
  following = false;
  const all = open();
  const at = all.indexOf(current);
  const card = at < 0 ? all[0] : all[Math.min(Math.max(at + by, 0), all.length - 1)];
  if (card) choose(card, { scroll: true, focus: true });
}

/** The reading line runs from the top of the window to its bottom as the page is scrolled, so that each card gets its turn. */
function follow() {
  if (!following) return;
  const room = document.documentElement.scrollHeight - innerHeight;
  const top = 64;
  const line = top + (innerHeight - top - 80) * (room > 0 ? Math.min(scrollY / room, 1) : 0);
  let best = null;
  let distance = Infinity;
  for (const card of open()) {
    const { top: from, bottom: to } = card.getBoundingClientRect();
    const away = line < from ? from - line : line > to ? line - to : 0;
    if (away < distance) [best, distance] = [card, away];
  }
  if (best && best !== current) choose(best);
}

let asked = false;
addEventListener(
  "scroll",
  () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      follow();
    });
  },
  { passive: true },
);
for (const what of ["wheel", "touchmove"]) addEventListener(what, () => (following = true), { passive: true });
area?.addEventListener("pointerdown", (event) => {
  const card = event.target.closest("[data-card]");
  if (card && isOpen(card)) {
    following = false;
    choose(card);
  }
});
area?.addEventListener("focusin", (event) => {
  const card = event.target.closest("[data-card]");
  if (card && isOpen(card) && card !== current) choose(card);
});

// -- Beside it: the author's others ---------------------------------------------------------
const beside = document.querySelector("[data-beside-body]");
const wide = matchMedia("(min-width: 1100px)");
const looked = new Map();
let look = null;
function lookBeside(card) {
  clearTimeout(look);
  if (!beside || !wide.matches) return;
  look = setTimeout(async () => {
    const key = card.dataset.card;
    if (!looked.has(key)) {
      const address = card.querySelector("form.verdict").action.replace(/decyzja\/$/, "obok/");
      try {
        const answer = await fetch(address);
        if (!answer.ok || answer.redirected) return;
        looked.set(key, await answer.text());
      } catch {
        return;
      }
    }
    // A piece of our own page, rendered and escaped on the server.
    if (current === card) beside.replaceChildren(document.createRange().createContextualFragment(looked.get(key)));
  }, 200);
}

// -- Sending ---------------------------------------------------------------------------------
class Problem extends Error {}

async function send(address, data) {
  let answer;
  try {
    answer = await fetch(address, { method: "POST", body: data, headers: { Accept: "application/json" } });
  } catch {
    throw new Problem(told.offline);
  }
  if (answer.redirected) throw new Problem(told.login);
  let said = {};
  try {
    said = await answer.json();
  } catch {
    throw new Problem(told.refused);
  }
  if (!answer.ok) throw new Problem(said.words || told.refused);
  return said;
}

function decide(form, data) {
  const card = form.closest("[data-card]");
  if (!card || card.getAttribute("aria-busy") === "true" || !isOpen(card)) return;
  const isMute = data.get("what") === "mute";
  if (!isMute) {
    card.setAttribute("aria-busy", "true");
    const all = open();
    const next = all[all.indexOf(card) + 1] ?? all[all.indexOf(card) - 1];
    following = false;
    if (next) choose(next, { focus: true });
  }
  card.classList.remove("choosing");
  const sent = send(form.action, data)
    .then((said) => {
      if (!isMute) finish(card, said.words, said.token);
      if (said.token) undoable.push({ card, token: said.token });
      say(said.words, Boolean(said.token));
    })
    .catch((problem) => {
      if (!(problem instanceof Problem)) throw problem;
      refuse(card, problem.message);
      say(problem.message, false, true);
      choose(card, { scroll: true, focus: true });
    })
    .finally(() => {
      card.removeAttribute("aria-busy");
      pending.delete(sent);
    });
  pending.add(sent);
}

/** The card becomes a line with its way back. */
function finish(card, words, token) {
  const line = card.querySelector(".done-line");
  const text = document.createElement("span");
  text.textContent = words;
  line.replaceChildren(text);
  line.classList.remove("problem");
  line.hidden = false;
  if (token) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "button plain", textContent: bar.querySelector("button").firstChild.textContent.trim() });
    button.addEventListener("click", () => {
      const at = undoable.findIndex((one) => one.token === token);
      if (at >= 0) takeBack(...undoable.splice(at, 1));
    });
    line.append(button);
  }
  card.classList.add("done");
  const tick = item(card);
  if (tick) tick.disabled = true;
  if (current === card) choose(open()[0] ?? null);
  else if (current) current.scrollIntoView({ block: "nearest" });
  count();
}

function refuse(card, words) {
  const line = card.querySelector(".done-line");
  line.textContent = words;
  line.classList.add("problem");
  line.hidden = false;
  const tick = item(card);
  if (tick) Object.assign(tick, { checked: false });
  count();
}

function reopen(card) {
  card.classList.remove("done");
  card.querySelector(".done-line").hidden = true;
  const tick = item(card);
  if (tick) tick.disabled = false;
  following = false;
  // Of several presses in a row the last one says where to go on, whichever answer comes first.
  if (card === takenBackLast) choose(card, { scroll: true, focus: true });
  count();
}

let takenBackLast = null;

function takeBack({ card, token }) {
  takenBackLast = card;
  const data = new FormData();
  data.set("token", token);
  data.set("csrfmiddlewaretoken", card.querySelector("[name=csrfmiddlewaretoken]").value);
  const sent = send(told.undo, data)
    .then((said) => {
      if (!isOpen(card)) reopen(card);
      // A button here would take back an earlier decision, which these words do not speak of.
      say(said.words, false);
    })
    .catch((problem) => {
      if (!(problem instanceof Problem)) throw problem;
      say(problem.message, false, true);
    })
    .finally(() => pending.delete(sent));
  pending.add(sent);
}

function say(words, withUndo, isProblem = false) {
  if (!bar) return;
  bar.hidden = false;
  bar.classList.toggle("problem", isProblem);
  bar.querySelector("span").textContent = words;
  bar.querySelector("button").hidden = !withUndo;
}
bar?.querySelector("button").addEventListener("click", () => {
  const last = undoable.pop();
  if (last) takeBack(last);
});

area?.addEventListener("submit", (event) => {
  const form = event.target.closest("form.verdict");
  if (!form) return;
  event.preventDefault();
  decide(form, new FormData(form, event.submitter));
});
area?.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open-reasons]");
  if (opener) {
    const shown = opener.closest("[data-card]").classList.toggle("choosing");
    opener.setAttribute("aria-expanded", String(shown));
  }
  const own = event.target.closest("a.own");
  if (own && box) {
    event.preventDefault();
    askForWords(own.closest("[data-card]"));
  }
  const by = event.target.closest("[data-step]");
  if (by) step(Number(by.dataset.step));
});

// -- In one's own words ------------------------------------------------------------------------
function fillFrom(select, text, rule) {
  let filled = null;
  const fill = () => {
    const option = select.selectedOptions[0];
    if (filled === null || text.value === filled) text.value = filled = option.dataset.statement ?? "";
    if (rule) rule.textContent = option.dataset.rule ?? "";
  };
  select.addEventListener("change", fill);
  return () => {
    filled = null;
    fill();
  };
}

let askedFor = null;
const refill = box && fillFrom(box.querySelector("select"), box.querySelector("textarea"), box.querySelector("[data-rule-shown]"));
function askForWords(card) {
  askedFor = card;
  box.querySelector("select").value = card.querySelector(".reasons").dataset.likely ?? "other";
  refill();
  box.showModal();
  box.querySelector("textarea").focus();
}
box?.addEventListener("close", () => {
  if (box.returnValue !== "send" || !askedFor) return;
  const form = askedFor.querySelector("form.verdict");
  const data = new FormData(form);
  data.set("reason", box.querySelector("select").value);
  data.set("statement", box.querySelector("textarea").value);
  box.returnValue = "";
  decide(form, data);
});
const ownForm = document.querySelector("[data-own-form]");
if (ownForm) fillFrom(ownForm.querySelector("select"), ownForm.querySelector("textarea"))();

// -- Keys -----------------------------------------------------------------------------------------
addEventListener(
  "keydown",
  (event) => {
    if (!cards.length || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, dialog")) return;
    if (["PageDown", "PageUp", "ArrowDown", "ArrowUp", "Home", "End", " "].includes(event.key)) following = true;
    const key = event.key.toLowerCase();
    if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
    else if (key === "u" && undoable.length) takeBack(undoable.pop());
    else if (key === "z" && rest) rest.requestSubmit();
    else if (/^[admr1-7]$/.test(key) && current) {
      const target = current.querySelector(`[data-key="${key}"]`);
      // A key that is held down decides once.
      if (event.repeat) return event.preventDefault();
      if (!target || !isOpen(current)) return;
      if (target.matches("a")) target.click();
      else target.form.requestSubmit(target);
    } else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

// -- How many are left: the tab follows what is decided on this page -----------------------------------------
const numbers = [...document.querySelectorAll(".tabs [aria-current] .num, .nav-main [aria-current] .num")]
  .map((shown) => ({ shown, atFirst: Number(shown.textContent) }))
  .filter(({ atFirst }) => atFirst); // “999+” is no number, and stays
function countLeft() {
  const done = cards.filter((card) => !isOpen(card)).length;
  for (const { shown, atFirst } of numbers) {
    shown.textContent = Math.max(atFirst - done, 0);
    shown.hidden = atFirst <= done;
    if (done) shown.removeAttribute("aria-label");
  }
}

// -- What has been read, and the rest ---------------------------------------------------------------
const WHILE = 400; // so long the end of a text has to be on the screen
function count() {
  countLeft();
  if (!rest) return;
  const ticked = open().filter((card) => item(card)?.checked && !item(card).disabled);
  rest.querySelector("[data-rest-count]").textContent = ticked.length;
  rest.querySelector("[data-rest]").disabled = !ticked.length;
  const unread = open().filter((card) => card.dataset.joins === "read" && item(card) && !card.dataset.read && !card.dataset.left).length;
  const words = rest.querySelector("[data-rest-unread]");
  words.textContent = unread ? words.dataset.restUnread.replace("%s", unread) : "";
  if (!open().length) say(told.left, undoable.length > 0);
}

function isRead(card) {
  card.dataset.read = "1";
  const tick = item(card);
  if (tick && !card.dataset.left && !card.hasAttribute("data-held")) tick.checked = true;
  count();
}

if (rest) {
  const timers = new Map();
  const begun = new Set();
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const { target, boundingClientRect: at, rootBounds, isIntersecting } of entries) {
        const card = target.closest("[data-card]");
        if (isIntersecting && at.top >= rootBounds.top) begun.add(card);
        const ended = isIntersecting && at.bottom <= rootBounds.bottom && begun.has(card);
        if (ended && !timers.has(card)) timers.set(card, setTimeout(() => (watcher.unobserve(target), isRead(card)), WHILE));
        if (!ended && timers.has(card)) {
          clearTimeout(timers.get(card));
          timers.delete(card);
        }
      }
    },
    { threshold: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1] },
  );
  for (const card of cards) if (card.dataset.joins === "read" && item(card)) watcher.observe(card.querySelector(".said"));
  area.addEventListener("change", (event) => {
    if (event.target.name !== "item") return;
    const card = event.target.closest("[data-card]");
    if (event.target.checked) delete card.dataset.left;
    else card.dataset.left = "1";
    count();
  });
  let resting = false;
  rest.addEventListener("submit", (event) => {
    if (resting === "go") return;
    event.preventDefault();
    if (resting) return;
    resting = true;
    // What was pressed before is decided first.
    Promise.allSettled([...pending]).then(() => {
      if (!open().some((card) => item(card)?.checked)) {
        resting = false;
        return;
      }
      resting = "go";
      rest.requestSubmit();
    });
  });
  addEventListener("pageshow", () => (resting = false));
}

// -- Claims -------------------------------------------------------------------------------------------
let acted = Date.now();
let claimedAt = 0;
async function claim() {
  const mine = open().filter((card) => !card.hasAttribute("data-held"));
  if (!told.claim || !mine.length) return;
  const data = new FormData();
  data.set("csrfmiddlewaretoken", mine[0].querySelector("[name=csrfmiddlewaretoken]").value);
  for (const card of mine) data.append("pk", card.dataset.card);
  claimedAt = Date.now();
  let said;
  try {
    said = await send(told.claim, data);
  } catch {
    return;
  }
  const shown = document.querySelector("[data-claimed]");
  if (shown) shown.textContent = told.mine.replace("%s", said.until);
  for (const card of mine) {
    const who = said.others[card.dataset.card];
    if (who !== undefined) {
      card.setAttribute("data-held", "");
      card.querySelector("[data-holder]").textContent = `, ${told.other.replace("%s", who)}`;
      if (item(card)) Object.assign(item(card), { checked: false, disabled: true });
    } else if (said.gone.includes(Number(card.dataset.card)) && isOpen(card) && !card.hasAttribute("aria-busy")) finish(card, told.gone, "");
  }
  count();
}
if (told.claim && !location.search.includes("u-innych")) {
  for (const what of ["keydown", "pointerdown", "scroll"]) addEventListener(what, () => (acted = Date.now()), { passive: true });
  const renew = () => {
    const now = Date.now();
    if (document.visibilityState === "visible" && now - claimedAt > 4 * 60_000 && now - acted < 4 * 60_000) claim();
  };
  setInterval(renew, 30_000);
  document.addEventListener("visibilitychange", renew);
  claim();
}

// -- Start ------------------------------------------------------------------------------------------------
for (const button of area?.querySelectorAll("[data-step]") ?? []) button.hidden = false;
const named = cards.find((card) => `#${card.id}` === location.hash);
if (cards.length) choose(named ?? open()[0]);
count();
