// The story's form: drafts kept while one writes, the bar that tells the truth, the main photo, copying after publication.
import { askForPhotos } from "desk/editor/dialogs";
import { address, make } from "desk/editor/setup";

const form = document.getElementById("article_form");
const told = form.dataset;
const bar = document.getElementById("saved");
const others = document.getElementById("others");

// -- Drafts ----------------------------------------------------------------------------------
const WAIT = 2500; // after the last key
const LONGEST = 8000; // while one types without a pause
const SIGN_OF_LIFE = 25000;
let changes = 0; // counts what was typed
let kept = 0; // what of it the server has
let firstUnkept = 0;
let timer = null;
let leaving = false;

function say(words, ...more) {
  bar.querySelector("strong").replaceChildren(words, ...more);
}

function typedData() {
  const data = new FormData(form);
  for (const name of ["_do", "publish_at"]) data.delete(name);
  return data;
}

/** Sends what is typed. Resolves to "kept", "offline" or "expired". */
async function keep() {
  clearTimeout(timer);
  timer = null;
  const upTo = changes;
  let response;
  try {
    response = await fetch(told.draft, { method: "POST", body: typedData(), redirect: "manual" });
    if (response.status === 403) {
      // After a login in another tab the page's token is an old one.
      if (!(await freshToken())) throw new Error("expired");
      response = await fetch(told.draft, { method: "POST", body: typedData(), redirect: "manual" });
    }
  } catch (problem) {
    return told.mayEdit && notKept(problem.message === "expired" ? "expired" : "offline");
  }
  if (response.type === "opaqueredirect" || response.status === 403) return notKept("expired");
  if (!response.ok) return notKept("offline");
  const answer = await response.json();
  kept = upTo;
  firstUnkept = 0;
  show(answer);
  if (answer.error) say(answer.error);
  else if (kept === changes) say(`${told.saved} ${answer.saved}`);
  return "kept";
}

function show(answer) {
  const version = Number(form.elements.version.value || 0);
  others.textContent = answer.version > version ? ` ${told.newer}` : answer.others ? ` ${answer.others}` : "";
}

function notKept(why) {
  if (why === "offline") say(told.offline);
  else say(`${told.expired} `, make("a", { href: told.login, target: "_blank" }, told.logIn));
  clearTimeout(timer);
  timer = setTimeout(keep, 10000);
  return why;
}

/** Whether the page shows anything else than the stored story: typed here, kept as a draft or not, or there from the start. */
function differs() {
  return told.mayEdit && (changes > 0 || "notStored" in told);
}

async function freshToken() {
  try {
    const response = await fetch(told.draft, { redirect: "error", headers: { Accept: "application/json" } });
    const { token } = await response.json();
    for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = token;
    return Boolean(token);
  } catch {
    return false;
  }
}

function typed() {
  if (leaving) return;
  changes++;
  firstUnkept ||= Date.now();
  if (kept + 1 === changes) say(told.unsaved);
  clearTimeout(timer);
  timer = setTimeout(keep, Math.max(0, Math.min(WAIT, firstUnkept + LONGEST - Date.now())));
}

async function signOfLife() {
  if (document.hidden || leaving || timer) return;
  const data = new FormData();
  data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  try {
    const response = await fetch(told.draft, { method: "POST", body: data, redirect: "manual" });
    if (response.ok) show(await response.json());
  } catch {
    // The next keystroke will tell.
  }
}

if (told.mayEdit) {
  form.addEventListener("input", (event) => {
    if (!event.target.closest(".question, .conflict")) typed();
  });
  // Back from a profile made from the text: the person is in no draft yet. Or a quick hand wrote before this script had come.
  const early = ["title", "lead"].map((name) => form.elements[name]).some((field) => field && field.value !== field.defaultValue);
  if ("keep" in told || early) typed();
  signOfLife();
  setInterval(signOfLife, SIGN_OF_LIFE);
  addEventListener("online", () => changes > kept && keep());
  addEventListener("beforeunload", (event) => {
    if (!leaving && changes > kept) event.preventDefault();
  });
}

// -- Sending: only when the server can be reached, and once ------------------------------------
let sure = false;
form.addEventListener("submit", async (event) => {
  if (sure || !told.mayEdit) {
    leaving = true;
    return;
  }
  event.preventDefault();
  const { submitter } = event;
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  say(told.sending);
  const how = changes > kept ? await keep() : await reachable();
  delete form.dataset.busy;
  if (how !== "kept") return;
  sure = true;
  leaving = true;
  clearTimeout(timer);
  say(told.sending);
  form.requestSubmit(submitter);
});
addEventListener("pageshow", () => {
  sure = leaving = false;
});

async function reachable() {
  try {
    const response = await fetch(told.draft, { redirect: "manual" });
    if (response.type === "opaqueredirect") return notKept("expired");
    if (!response.ok) return "kept"; // the server itself will say what is wrong
    const { token } = await response.json();
    for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = token;
    return "kept";
  } catch {
    return notKept("offline");
  }
}

// -- Keys: Ctrl S, Ctrl P, Ctrl Enter --------------------------------------------------------------
const visible = (element) => element?.checkVisibility();
addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  const target = {
    s: [...document.querySelectorAll("[name=_do][value=save]")].find(visible) ?? document.querySelector("[name=_do][value=save]"),
    p: document.querySelector("[data-preview]"),
    Enter: document.querySelector(".split > button"),
  }[event.key];
  if (!target || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  event.stopPropagation();
  target.click();
}, { capture: true });

// -- Preview shows what is typed, saved or not ---------------------------------------------------
document.querySelector("[data-preview]")?.addEventListener("click", async (event) => {
  if (!differs()) return;
  event.preventDefault();
  const { href } = event.currentTarget;
  const page = open("", "preview");
  if ((await keep()) === "kept") page.location = `${href}?szkic=1`;
  else page?.close();
});

// -- A way to another page of the desk that comes back: what is typed goes along as a draft -----------------
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-away]");
  if (!link || !differs()) return;
  event.preventDefault();
  if ((await keep()) !== "kept") return;
  leaving = true;
  location.href = `${link.href}&szkic=1`;
});

// -- Main photo ---------------------------------------------------------------------------------------
const photo = document.querySelector("[data-lead-photo]");
photo.querySelector("[data-choose]")?.addEventListener("click", async () => {
  const [chosen] = (await askForPhotos()) ?? [];
  if (chosen) showPhoto(chosen);
});
photo.querySelector("[data-clear]")?.addEventListener("click", () => {
  showPhoto(null);
  photo.querySelector("[data-choose]").focus();
});

function showPhoto(chosen) {
  const input = photo.querySelector("[name=photo]");
  const image = photo.querySelector("img");
  const library = photo.querySelector("[data-library]");
  input.value = chosen?.id ?? "";
  image.hidden = library.hidden = photo.querySelector("[data-clear]").hidden = !chosen;
  photo.querySelector("[data-credit]").textContent = chosen ? chosen.credit : photo.dataset.none;
  photo.querySelector("[data-choose]").textContent = chosen ? photo.dataset.exchangeLabel : photo.dataset.chooseLabel;
  document.querySelector("[data-caption]").hidden = !chosen;
  for (const name of ["credit", "alt"]) {
    document.querySelector(`[data-lacking=${name}]`).hidden = !chosen || Boolean(chosen[name]);
    form.elements[`photo_${name}`].value = chosen?.[name] ?? "";
  }
  if (chosen) {
    Object.assign(image, { src: chosen.thumb, alt: chosen.alt, width: chosen.width ?? 480, height: chosen.height ?? 320 });
    library.href = address("photo").replace("/0/", `/${chosen.id}/`);
  }
  photo.querySelector(".errorlist")?.remove();
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

// -- Fields that a link names may stand in a closed group ----------------------------------------------
document.addEventListener("click", (event) => {
  const name = event.target.closest('a[href^="#id_"]')?.hash.slice(1);
  const target = name && document.getElementById(name);
  if (!target) return;
  event.preventDefault();
  const group = target.closest("details");
  if (group) group.open = true;
  target.scrollIntoView({ block: "center" });
  target.focus({ preventScroll: true });
});
for (const row of document.querySelectorAll(".side .errors")) row.closest("details").open = true;
(document.getElementById("conflict") ?? document.getElementById("problems"))?.focus();
document.querySelector(".question[data-open]")?.showPopover();
for (const question of document.querySelectorAll(".question"))
  question.addEventListener("toggle", (event) => {
    if (event.newState !== "open") return;
    document.querySelector(".split details").open = false;
    question.querySelector("textarea, input")?.focus();
  });

// -- After publication ------------------------------------------------------------------------------------
const link = document.getElementById("public-link");
for (const button of document.querySelectorAll("[data-copy-link], [data-copy-text]"))
  button.addEventListener("click", async () => {
    const text = button.dataset.copyText ? `${button.dataset.copyText}\n\n${link.href}` : link.href;
    const said = document.querySelector("[data-copied]");
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = told.copied;
    } catch {
      // Without the right to the clipboard the text is shown, chosen, ready for Ctrl C.
      const area = make("textarea", { rows: 5, readonly: true, "aria-label": button.textContent });
      area.value = text;
      said.replaceChildren(area);
      area.select();
    }
  });
