// The form of a tip, and that of a further message: files go ahead one by one, each with its bar, so that a broken connection costs one file and not the form.
// Without this script the form sends everything at once, and works the same.

const form = document.querySelector("[data-tip]");

document.querySelector("[data-focus]")?.focus();

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

if (form) {
  const words = form.dataset;
  const input = form.querySelector("input[type=file]");
  const status = form.querySelector("[data-status]");
  const waiting = () => form.querySelector("#id_waiting");
  const say = (pattern, name) => pattern.replace("%s", name);
  let underway = 0;

  // The sentence that the reader marked in the story. It came after the #, which browsers send to nobody.
  const marked = new URLSearchParams(location.hash.slice(1)).get("zdanie");
  const passage = form.elements.passage;
  if (marked && passage && !passage.value) passage.value = marked.slice(0, passage.maxLength);
  let chain = Promise.resolve();

  // Takes over the list of waiting files and the token from the server's answer.
  function adopt(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const list = page.querySelector("#id_waiting");
    if (!list) throw new Error("no list");
    const rows = [...waiting().querySelectorAll("[data-upload]")];
    waiting().replaceChildren(...list.childNodes);
    waiting().append(...rows);
    const carried = page.querySelector(`[name=${words.carry}]`);
    if (carried) form.elements[words.carry].value = carried.value;
    words.work = page.querySelector("[data-tip]")?.dataset.work ?? ""; // It belongs to the token.
    if (input) input.disabled = !page.querySelector("input[type=file]");
  }

  function post(fields, onProgress) {
    return new Promise((resolve, reject) => {
      const data = new FormData();
      data.set(words.carry, form.elements[words.carry].value);
      for (const [name, value] of Object.entries(fields)) data.set(name, value);
      const request = new XMLHttpRequest();
      request.open("POST", form.action);
      if (onProgress) request.upload.addEventListener("progress", (event) => event.lengthComputable && onProgress(event.loaded / event.total));
      request.addEventListener("load", () => {
        try {
          adopt(request.responseText);
          resolve();
        } catch (error) {
          reject(error);
        }
      });
      for (const name of ["error", "abort", "timeout"]) request.addEventListener(name, () => reject(new Error(name)));
      request.send(data);
    });
  }

  function row(name) {
    const item = document.createElement("p");
    item.dataset.upload = "";
    const label = document.createElement("span");
    label.textContent = say(words.sending, name);
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", label.textContent);
    item.append(label, bar);
    waiting().append(item);
    return { item, label, bar };
  }

  async function send(file) {
    const { item, label, bar } = row(file.name);
    underway += 1;
    try {
      await post({ attach: "1", files: file }, (part) => { bar.value = part; });
      item.remove();
    } catch {
      bar.remove();
      label.className = "error";
      label.textContent = say(words.failed, file.name);
      const again = document.createElement("button");
      again.type = "button";
      again.className = "linklike";
      again.textContent = words.again;
      again.addEventListener("click", () => {
        item.remove();
        queue(file);
      });
      item.append(" ", again);
    } finally {
      underway -= 1;
      if (!underway) status.textContent = "";
    }
  }

  // One after another: a slow connection finishes at least the first.
  const queue = (file) => { chain = chain.then(() => send(file)); };

  const take = () => {
    for (const file of input.files) {
      if (file.size > Number(words.megabytes) * 1024 * 1024) {
        const { label, bar } = row(file.name);
        bar.remove();
        label.className = "error";
        label.textContent = say(words.large, file.name);
      } else queue(file);
    }
    input.value = "";
  };
  input?.addEventListener("change", take);
  // Chosen before this script had come: they go ahead like the others.
  if (input?.files.length) take();

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-remove]");
    if (!button) return;
    event.preventDefault();
    post({ remove: button.value }).catch(() => form.requestSubmit(button));
  });

  form.querySelector("[data-detach]")?.addEventListener("click", (event) => {
    event.preventDefault();
    event.target.closest(".attached").remove();
  });

  let ready = false;
  form.addEventListener("submit", async (event) => {
    if (event.submitter?.name === "remove") return;
    if (form.dataset.sent && !ready) {
      event.preventDefault(); // One press sends once.
      return;
    }
    form.dataset.sent = "1";
    if (ready || (!underway && !words.work)) return;
    event.preventDefault();
    if (underway) status.textContent = words.wait;
    await chain;
    if (words.work && form.elements.work) {
      try {
        // The sum that a flood asks for.
        const { solve } = await import(words.solver);
        form.elements.work.value = await solve(words.work);
      } catch {
        // Without it the tip is looked at later.
      }
    }
    ready = true;
    // Not within this very submission, where the browser would ignore it.
    setTimeout(() => form.requestSubmit(event.submitter));
  });
  addEventListener("pageshow", () => {
    ready = false;
    delete form.dataset.sent;
  });
}
