"use strict";
(() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const groups = all("main > details").map((details) => ({ details, open: details.open, rows: all("li", details) }));
  let texts = null;
  const read = () => {
    texts = groups.map((group) => group.rows.map((row) => plain(`${row.textContent} ${one("h2", group.details).textContent}`)));
  };
  const field = one("#q"), hits = one("#hits"), none = one(".none");
  const total = groups.reduce((sum, group) => sum + group.rows.length, 0);
  let asked = false;
  const search = () => {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    if (words.length && !texts) read();
    if (words.length && !asked) groups.forEach((group) => { group.open = group.details.open; });
    let found = 0;
    groups.forEach((group, at) => {
      let here = 0;
      group.rows.forEach((row, number) => {
        const shown = !words.length || words.every((word) => texts[at][number].includes(word));
        row.hidden = !shown;
        here += shown;
      });
      group.details.hidden = !here;
      if (words.length) group.details.open = here > 0;
      else if (asked) group.details.open = group.open;
      found += here;
    });
    asked = words.length > 0;
    none.hidden = found > 0;
    hits.textContent = asked ? `${found.toLocaleString("en")} of ${total.toLocaleString("en")}` : "";
  };
  let waiting = 0;
  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 120); });
  one(".find").hidden = false;
  if (field.value) search();
})();
