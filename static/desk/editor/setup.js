// What the server tells the editor: words of the interface and addresses to ask. Set once, before the editor starts.
let told = { words: {}, addresses: {} };

export function setUp(given) {
  told = given;
}

/** A sentence of the interface; `%s` gives way to the value. */
export function word(name, value = "") {
  return (told.words[name] ?? name).replace("%s", value);
}

export function address(name) {
  return told.addresses[name];
}

/** Makes an element: attributes as given, `onclick` and its like as listeners, children as nodes or text. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== false));
  return element;
}

export function token() {
  return document.querySelector("#article_form [name=csrfmiddlewaretoken]").value;
}
