"use strict";
// What the desk does without reloading: words marked in a comment go into its box, and comments are found by words.
(() => {
  for (const element of document.querySelectorAll(".scripted")) element.hidden = false;
  const items = [...document.querySelectorAll(".choices > li")];
  for (const item of items) {
    item.querySelector(".text").addEventListener("mouseup", () => {
      const chosen = String(getSelection()).trim();
      if (!chosen) return;
      item.querySelector("details").open = true;
      item.querySelector("textarea").value = chosen;
    });
  }
  const find = document.querySelector("#find");
  if (find) find.addEventListener("input", () => {
    const wanted = find.value.trim().toLowerCase();
    for (const item of items) item.hidden = !item.textContent.toLowerCase().includes(wanted);
  });
})();
