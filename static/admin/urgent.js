// Shows the headline as the reader will see it, while it is typed.
const text = document.getElementById("id_text");
const strip = document.querySelector("[data-strip]");
const show = () => {
  const title = text.value.trim().split("\n")[0].trim();
  strip.hidden = !title;
  strip.querySelector("[data-strip-text]").textContent = title;
  const count = strip.querySelector("[data-strip-count]");
  count.value = [...title].length;
  count.parentElement.classList.toggle("over", [...title].length > 90);
};
text.addEventListener("input", show);
show();
