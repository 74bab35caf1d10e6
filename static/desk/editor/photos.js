// The photo library as the editor needs it: facts about photos by their id, and sending files.
import { address, token, word } from "desk/editor/setup";

const known = new Map();
let asked = null;

/** Remembers what the library said about a photo: {id, thumb, width, height, credit, alt, caption}. */
export function remember(facts) {
  known.set(String(facts.id), Promise.resolve(facts));
  return facts;
}

/** The facts of one photo, or null where there is no such photo. Asks once for all that are wanted at the same moment. */
export function photoFacts(id) {
  id = String(id);
  if (!known.has(id)) {
    asked ??= { ids: [], answer: Promise.resolve().then(askForAll) };
    asked.ids.push(id);
    const answer = asked.answer.then((photos) => photos[id] ?? null);
    known.set(id, answer);
    answer.catch(() => known.delete(id));
  }
  return known.get(id);
}

async function askForAll() {
  const { ids } = asked;
  asked = null;
  const response = await fetch(`${address("photos")}?id=${ids.map(encodeURIComponent).join(",")}`, { redirect: "error" });
  if (!response.ok) throw new Error(response.status);
  return Object.fromEntries((await response.json()).photos.map((photo) => [String(photo.id), photo]));
}

export function hasPictures(transfer) {
  return picturesIn(transfer).length > 0;
}

export function picturesIn(transfer) {
  return [...(transfer?.files ?? [])].filter((file) => file.type.startsWith("image/") || /\.hei[cf]$/i.test(file.name));
}

/** Sends one file to the library. Resolves to its facts; rejects with a sentence for the writer. */
export async function upload(file) {
  const data = new FormData();
  data.append("file", file);
  let answer;
  try {
    const response = await fetch(address("upload"), {
      method: "POST",
      body: data,
      headers: { "X-CSRFToken": token(), Accept: "application/json" },
      redirect: "error",
    });
    answer = await response.json();
  } catch {
    throw new Error(word("upload_failed", file.name));
  }
  if (!answer.id) throw new Error(answer.error ?? word("upload_failed", file.name));
  return remember(answer);
}
