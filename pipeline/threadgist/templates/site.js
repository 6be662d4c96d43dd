"use strict";
(() => {
  const one = (selector) => document.querySelector(selector);
  const field = one("#q"), data = one("#texts");
  one(".find").hidden = false;
  if (!data) {
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") location.assign(`search.html?q=${encodeURIComponent(field.value)}`);
    });
    return;
  }

  const SHOWN = 50, LINES = 3;
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const element = (name, text = "", lang = "") => {
    const made = document.createElement(name);
    made.textContent = text;
    if (lang) made.lang = lang;
    if (text) made.dir = "auto";
    return made;
  };
  const link = (href, text, lang) => {
    const made = element("a", text, lang);
    made.href = href;
    return made;
  };
  const marked = (text, words, lang) => {
    const made = element("span", "", lang), low = plain(text);
    made.dir = "auto";
    if (low.length !== text.length) { made.textContent = text; return made; }
    for (let at = 0; at < text.length;) {
      const next = words.map((word) => [low.indexOf(word, at), word.length]).filter(([start]) => start >= 0).sort((a, b) => a[0] - b[0] || b[1] - a[1])[0];
      const [start, length] = next || [text.length, 0];
      made.append(text.slice(at, start), ...(length ? [element("mark", text.slice(start, start + length))] : []));
      at = start + length;
    }
    return made;
  };

  let digests = null;
  const read = () => JSON.parse(data.textContent).map(([href, title, meta, lang, parts], order) => {
    const lines = parts.flatMap(([anchor, heading, said]) => ["", ...said].map((text) => ({ anchor, heading, text, low: plain(text || heading) })));
    const head = plain(`${title}\n${meta}`);
    return { href, title, meta, lang, order, lines, head, all: [head, ...lines.map(({ low }) => low)].join("\n") };
  });
  const fit = (low, words) => words.reduce((sum, word) => sum + low.includes(word), 0);
  const search = () => {
    const words = [...new Set(plain(field.value).split(/\s+/).filter(Boolean))];
    digests ||= read();
    const found = words.length ? digests.filter(({ all }) => words.every((word) => all.includes(word))) : [];
    const ranked = found.map((digest) => {
      const lines = digest.lines.map((line) => [fit(line.low, words), line]).filter(([hits]) => hits > 0).sort((a, b) => b[0] - a[0] || !a[1].text - !b[1].text);
      return { digest, lines, rank: [fit(digest.head, words), lines.length ? lines[0][0] : 0, lines.length] };
    }).sort((a, b) => b.rank[0] - a.rank[0] || b.rank[1] - a.rank[1] || b.rank[2] - a.rank[2] || a.digest.order - b.digest.order);
    one("#found").replaceChildren(...ranked.slice(0, SHOWN).map(({ digest, lines }) => {
      const item = element("li"), seen = new Set();
      item.append(link(digest.href, digest.title, digest.lang), element("p", digest.meta));
      const list = element("ul");
      for (const [, { anchor, heading, text }] of lines) {
        if (list.children.length >= LINES || (!text && seen.has(heading))) continue;
        seen.add(heading);
        const row = element("li");
        row.append(link(anchor ? `${digest.href}#${anchor}` : digest.href, heading, digest.lang), text ? ": " : "", marked(text, words, digest.lang));
        list.append(row);
      }
      item.append(list);
      return item;
    }));
    one(".none").hidden = !words.length || found.length > 0;
    const many = (number) => number.toLocaleString("en");
    one("#hits").textContent = words.length ? `${many(found.length)} of ${many(digests.length)}${found.length > SHOWN ? `, ${SHOWN} shown` : ""}` : "";
  };
  let waiting = 0;
  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 120); });
  if (!field.value) field.value = new URLSearchParams(location.search).get("q") || "";
  if (field.value) search();
  field.focus();
})();
