// The tip that a story came from, shown beside the editor. It comes unsealed for this look alone and is kept nowhere.

for (const place of document.querySelectorAll("[data-tip-beside]")) {
  fetch(place.dataset.tipBeside, { cache: "no-store", credentials: "same-origin", redirect: "error" })
    .then(async (response) => {
      if (response.status !== 200) return;
      place.replaceChildren(...new DOMParser().parseFromString(await response.text(), "text/html").body.childNodes);
      place.hidden = false;
    })
    .catch(() => {}); // Without the tip the story is written all the same.
}
