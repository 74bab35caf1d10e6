// Solves altcha's sum (version 2, PBKDF2): the counter with which the derived key begins as the challenge says.

const TOGETHER = 8;
const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

// The payload for the form, or an empty one where the browser cannot count: then the text waits for a person.
export async function solve(json) {
  if (!globalThis.crypto?.subtle) return "";
  const challenge = JSON.parse(json);
  const { nonce, salt, cost, keyLength, keyPrefix } = challenge.parameters;
  const start = bytes(nonce);
  const derive = async (counter) => {
    const password = new Uint8Array(start.length + 4);
    password.set(start);
    new DataView(password.buffer).setUint32(start.length, counter);
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: cost };
    return hex(await crypto.subtle.deriveBits(how, key, keyLength * 8));
  };
  for (let first = 0; first < 100_000; first += TOGETHER) {
    const keys = await Promise.all(Array.from({ length: TOGETHER }, (_, i) => derive(first + i)));
    const found = keys.findIndex((key) => key.startsWith(keyPrefix));
    if (found >= 0) return btoa(JSON.stringify({ challenge, solution: { counter: first + found, derivedKey: keys[found] } }));
  }
  return "";
}
