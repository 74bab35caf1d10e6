// Which addresses may be embedded. The server holds the same list (`articles.editor.embed_kind`); a test compares them.
const KINDS = [
  ["YouTube", /^(www\.|m\.)?youtube\.com$|^youtu\.be$/],
  ["Facebook", /^(www\.|m\.|web\.)?facebook\.com$|^fb\.watch$/],
  ["X", /^(www\.|mobile\.)?(twitter|x)\.com$/],
];

/** "YouTube", "Facebook" or "X"; empty for any other address. */
export function embedKind(text) {
  let url;
  try {
    url = new URL(text);
  } catch {
    return "";
  }
  if (url.protocol !== "https:" || url.username || url.port || url.pathname === "/") return "";
  return KINDS.find(([, host]) => host.test(url.hostname))?.[0] ?? "";
}
