// People in the text: what the server recognises while one writes, accepted or refused with one press.
import { make } from "desk/editor/setup";

const WAIT = 1200; // after the last key
const group = document.querySelector("[data-people]");
const form = document.getElementById("article_form");
const panel = group?.querySelector("[data-panel]");
const box = document.querySelector("[data-picked=people]");
const said = group?.querySelector("[data-people-said]");
const silenced = new Set(); // names that are suggested no more since a press on this page

const chosen = () => new Set([...box.querySelectorAll(".chosen input")].map((input) => input.value));
const refused = () => new Set([...panel.querySelectorAll("[name=refused]")].filter((input) => input.type === "hidden" || input.checked).map((input) => input.value));
const sides = (row) => ["people", "refused"].map((name) => row.querySelector(`[name=${name}]`));

/** Lets each row say what is chosen: whoever stands beside the story is not asked about. */
function arrange() {
  const standing = chosen();
  let waiting = 0;
  for (const row of panel.querySelectorAll("[data-person]")) {
    const [yes, no] = sides(row);
    row.hidden = standing.has(row.dataset.person);
    yes.checked = false;
    if (row.hidden) no.checked = false;
    else if (!no.checked) waiting += 1;
  }
  for (const button of panel.querySelectorAll("[data-not-offered]")) {
    button.hidden = false;
    button.ariaPressed = String(silenced.has(nameAt(button)));
  }
  const mark = group.querySelector("[data-waiting]");
  mark.hidden = !waiting;
  mark.textContent = `${waiting} ${mark.dataset.waiting}`;
}

function nameAt(button) {
  const { firstName, lastName } = button.closest("li").dataset;
  return `${firstName} ${lastName}`;
}

function say(words, row) {
  said.textContent = `${row.dataset.label}: ${words}`;
}

panel?.addEventListener("change", (event) => {
  const row = event.target.closest("[data-person]");
  if (!row) return;
  const [yes] = sides(row);
  if (event.target === yes && yes.checked) {
    // The next question is at hand; after the last one, the people of the story.
    const rows = [...panel.querySelectorAll("[data-person]:not([hidden])")];
    const next = rows[rows.indexOf(row) + 1] ?? rows[rows.indexOf(row) - 1];
    box.dispatchEvent(new CustomEvent("picked:add", { detail: { value: row.dataset.person, label: row.dataset.label, detail: row.dataset.detail } }));
    (next ? sides(next)[0] : box.querySelector("[role=combobox]"))?.focus({ preventScroll: true });
    say(group.dataset.accepted, row);
  } else if (event.target.checked) say(group.dataset.refused, row);
  arrange();
});

// -- Without a profile, and none is wanted ------------------------------------------------------------
panel?.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-not-offered]");
  if (!button || button.ariaBusy === "true") return;
  const { firstName, lastName } = button.closest("li").dataset;
  const again = button.ariaPressed === "true";
  const data = new FormData();
  data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  data.append("imie", firstName);
  data.append("nazwisko", lastName);
  if (again) data.append("znowu", "1");
  button.ariaBusy = "true";
  try {
    const response = await fetch(group.dataset.offers, { method: "POST", body: data, redirect: "error" });
    if (!response.ok) return;
    // The panel may have come anew meanwhile, with another button.
    if (again) silenced.delete(nameAt(button));
    else silenced.add(nameAt(button));
    arrange();
    said.textContent = `${firstName} ${lastName}: ${again ? group.dataset.offered : group.dataset.silent}`;
  } catch {
    // The bar tells of a lost connection; the button stays as it was.
  } finally {
    button.ariaBusy = "false";
  }
});

// -- While one writes ---------------------------------------------------------------------------------
const text = () => ["title", "lead", "body"].map((name) => form.elements[name]?.value ?? "");
let looked = "";
let timer = null;
let asking = null;
let released = Promise.resolve(); // once no finger is down on the panel: what is exchanged under it would take no press

panel?.addEventListener("pointerdown", () => {
  released = new Promise((resolve) => {
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(resolve), { once: true });
  });
});

async function look() {
  const now = text();
  const key = now.join("\0");
  if (key === looked) return;
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  const data = new FormData();
  data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  ["title", "lead", "body"].forEach((name, index) => data.append(name, now[index]));
  for (const pk of chosen()) data.append("people", pk);
  for (const pk of refused()) data.append("refused", pk);
  let html;
  try {
    const response = await fetch(group.dataset.people, { method: "POST", body: data, redirect: "error", signal });
    if (!response.ok) return;
    html = await response.text();
  } catch {
    return; // The bar tells of a lost connection; the next key asks again.
  }
  await released;
  if (signal.aborted) return;
  looked = key;
  show(html);
}

/** Puts the new panel in, with what was decided while it was on its way, and the focus where it was. */
function show(html) {
  const told = refused();
  const open = panel.querySelector(".unknown")?.open ?? false;
  const focused = panel.contains(document.activeElement) && document.activeElement;
  const at = focused && [focused.closest("[data-person]")?.dataset.person, focused.name];
  const fresh = new DOMParser().parseFromString(html, "text/html").body;
  for (const input of fresh.querySelectorAll("[name=refused][type=checkbox]")) input.checked = told.has(input.value);
  const kept = new Set([...fresh.querySelectorAll("[name=refused]")].map((input) => input.value));
  for (const value of told) if (!kept.has(value)) fresh.prepend(make("input", { type: "hidden", name: "refused", value }));
  panel.replaceChildren(...fresh.childNodes);
  const unknown = panel.querySelector(".unknown");
  if (unknown) unknown.open = open;
  if (at?.[0]) panel.querySelector(`[data-person="${at[0]}"] [name="${at[1]}"]`)?.focus({ preventScroll: true });
  arrange();
}

if (group?.dataset.people) {
  box.addEventListener("input", arrange);
  form.addEventListener("input", (event) => {
    if (!event.target.matches("[name=title], [name=lead], [name=body]")) return;
    clearTimeout(timer);
    timer = setTimeout(look, WAIT);
  });
  arrange();
  look();
}
