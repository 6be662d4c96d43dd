"use strict";
(() => {
  const form = document.querySelector("#verdict");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const fields = new FormData(form);
    const line = JSON.stringify({
      page: form.dataset.page,
      verdict: fields.get("verdict"),
      why: fields.get("why").trim(),
      judge: fields.get("judge").trim(),
    });
    document.querySelector("#line").textContent = line;
    if (navigator.clipboard) navigator.clipboard.writeText(line).catch(() => {});
  });
})();
