// The photo library: sending files one after another, and the focal point on the picture. Both work, if plainer, without it.

// -- Sending -----------------------------------------------------------------------------
const sending = document.querySelector("form[data-send]");
if (sending) {
  const word = (name) => sending.dataset[`word${name[0].toUpperCase()}${name.slice(1)}`];
  const list = document.querySelector("[data-sent]");
  const said = document.querySelector("[data-said]");
  const next = document.querySelector("[data-next]");
  const input = sending.querySelector("input[name=files]");
  const drop = sending.querySelector("[data-drop]");
  const camera = sending.querySelector("[data-camera]");
  const AT_A_TIME = 2;
  const waiting = [];
  const ids = [];
  let running = 0;
  let all = 0;

  sending.querySelector("[data-plain]").hidden = true;
  camera.hidden = false;

  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  const add = (files) => {
    for (const file of files) {
      if (all >= Number(sending.dataset.atOnce)) {
        said.textContent = word("many");
        break;
      }
      all += 1;
      const line = { file, item: make("li"), note: make("span", { className: "quiet", textContent: word("waits") }) };
      line.item.append(make("span", { className: "blank" }), make("b", { textContent: file.name }), line.note);
      list.append(line.item);
      if (file.size > Number(sending.dataset.limit)) fail(line, word("large"), false);
      else waiting.push(line);
    }
    go();
  };

  const go = () => {
    while (running < AT_A_TIME && waiting.length) send(waiting.shift());
    const done = ids.length;
    if (all) said.textContent = word("count").replace("{done}", done).replace("{all}", all);
    next.hidden = !done;
    document.body.classList.toggle("has-bar", Boolean(done));
    if (done) next.querySelector("a").href = `${sending.dataset.describe}?id=${ids.join(",")}`;
    const failed = list.querySelector(".errorlist");
    if (done && done === all && !running && !failed) location.assign(next.querySelector("a").href);
  };

  const fail = (line, text, again = true) => {
    const note = make("span", { className: "errorlist", textContent: text });
    line.note.replaceWith(note);
    line.note = note;
    line.item.querySelector(".button")?.remove();
    if (!again) return;
    const button = make("button", { type: "button", className: "button", textContent: word("again") });
    button.addEventListener("click", () => {
      button.remove();
      waiting.push(line);
      go();
    });
    line.item.append(button);
  };

  const send = (line) => {
    running += 1;
    const bar = make("progress", { max: 100, value: 0, ariaLabel: line.file.name });
    line.note.replaceWith(bar);
    line.note = bar;
    const data = new FormData();
    data.append("csrfmiddlewaretoken", sending.elements.csrfmiddlewaretoken.value);
    data.append("credit", sending.elements.credit.value);
    data.append("file", line.file);
    const request = new XMLHttpRequest();
    request.open("POST", sending.dataset.send);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
    });
    request.upload.addEventListener("load", () => {
      bar.removeAttribute("value");
      bar.title = word("worked");
    });
    request.addEventListener("loadend", () => {
      running -= 1;
      let answer = null;
      try {
        answer = JSON.parse(request.responseText);
      } catch {
        // No answer of ours: the connection broke, or the login page came.
      }
      if (answer?.id) {
        ids.push(answer.id);
        const image = make("img", { src: answer.thumb, alt: "" });
        line.item.querySelector(".blank").replaceWith(image);
        const note = make("span", { className: "quiet", textContent: answer.known || word("done") });
        line.note.replaceWith(note);
        line.note = note;
      } else if (answer?.error) fail(line, answer.error, request.status >= 500);
      else fail(line, request.status === 200 || request.status === 403 ? word("login") : word("lost"));
      go();
    });
    request.send(data);
  };

  const take = () => {
    add([...input.files]);
    input.value = "";
  };
  input.addEventListener("change", take);
  // Chosen before this script had come: there is no button left that would send them.
  if (input.files.length) take();
  camera.addEventListener("click", () => {
    const lens = make("input", { type: "file", accept: "image/*" });
    lens.setAttribute("capture", "environment");
    lens.addEventListener("change", () => add([...lens.files]));
    lens.click();
  });
  sending.addEventListener("submit", (event) => event.preventDefault());
  for (const name of ["dragover", "dragleave", "drop"])
    document.addEventListener(name, (event) => {
      if (![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
      event.preventDefault();
      drop.classList.toggle("over", name === "dragover");
      if (name === "drop") add(event.dataTransfer.files);
    });
}

// -- The focal point -----------------------------------------------------------------------
const aim = document.querySelector("[data-aim]");
const point = aim?.querySelector("[data-point]");
if (point) {
  const width = Number(aim.dataset.width);
  const height = Number(aim.dataset.height);
  const cross = aim.querySelector("[data-cross]");
  const crops = aim.querySelectorAll("[data-ratio]");
  const fields = [document.getElementById("id_focal_x"), document.getElementById("id_focal_y")];
  document.querySelector("[data-aim-fields]").hidden = true;
  const inside = (value, least, most) => Math.min(Math.max(value, least), most);
  let at = fields.map((field) => Number(field.value));

  const draw = () => {
    const [x, y] = [at[0] * width, at[1] * height];
    cross.setAttribute("transform", `translate(${x} ${y})`);
    for (const crop of crops) {
      const ratio = Number(crop.dataset.ratio);
      const [w, h] = width > height * ratio ? [height * ratio, height] : [width, width / ratio];
      crop.setAttribute("viewBox", [inside(x - w / 2, 0, width - w), inside(y - h / 2, 0, height - h), w, h].join(" "));
    }
    const [left, top] = at.map((part) => Math.round(part * 100));
    point.setAttribute("aria-valuenow", left);
    point.setAttribute("aria-valuetext", point.dataset.words.replace("{x}", left).replace("{y}", top));
  };
  const move = (x, y) => {
    at = [inside(x, 0, 1), inside(y, 0, 1)];
    fields.forEach((field, number) => (field.value = at[number].toFixed(4)));
    draw();
  };
  const follow = (event) => {
    const box = point.getBoundingClientRect();
    move((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  };
  point.addEventListener("pointerdown", (event) => {
    point.setPointerCapture(event.pointerId);
    follow(event);
  });
  point.addEventListener("pointermove", (event) => {
    if (point.hasPointerCapture(event.pointerId)) follow(event);
  });
  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  point.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const size = event.shiftKey ? 0.1 : 0.02;
    move(at[0] + step[0] * size, at[1] + step[1] * size);
  });
  draw();
}
