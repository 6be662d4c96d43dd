"use strict";
(() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  const list = one(".all");
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!target || !list || !list.contains(target)) return;
    list.open = true;
    target.hidden = false;
    target.scrollIntoView({ block: "start" });
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
  };
  addEventListener("hashchange", reveal);
  reveal();

  const expand = one("#expand"), behind = all(".evidence");
  if (expand && behind.length) {
    expand.hidden = false;
    expand.addEventListener("click", () => {
      const open = expand.getAttribute("aria-expanded") !== "true";
      behind.forEach((details) => { details.open = open; });
      expand.setAttribute("aria-expanded", String(open));
      expand.textContent = open ? {{ _("Hide the comments behind the lines")|tojson }} : {{ _("Show all comments behind the lines")|tojson }};
    });
  }

  const words = (node) => node.textContent.replace(/\s+/g, " ").trim();
  const plain = (text) => text.replace(/[\\`*_{}[\]<>#|~$&!]/g, "\\$&");
  const line = (point) => {
    const own = (query) => one(`:scope > ${query}`, point), who = own(".who");
    const number = own(".behind > summary")?.lastChild.textContent.trim(), source = own(".evidence .links a[href^=http]");
    const tail = number?.startsWith("[") ? ` ${plain(number)}` : source ? ` ([comment](${source.href.replace(/[()]/g, encodeURIComponent)}))` : "";
    return (who ? `${plain(words(who))}: ` : "") + plain(words(own(":is(.sentence, blockquote)"))) + tail;
  };
  const item = (point, indent) => {
    const below = all(":scope > .points > .point", point).map((child) => `\n${item(child, `${indent}  `)}`);
    const sides = all(":scope > .side", point).map((side) => ` ${line(side)}`).join("");
    return `${indent}- ${line(point)}${below.join("")}${below[0] && sides ? `\n\n${indent} ` : ""}${sides}`;
  };
  const markdown = (theme, link) => [
    `## [${plain(words(one("h2", theme)))}](${link})`,
    ...all(":scope > .points", theme).map((list) => all(":scope > .point", list).map((point) => item(point, "")).join("\n")),
  ].join("\n\n");
  if (navigator.clipboard) {
    const canonical = one("link[rel=canonical]"), address = canonical ? canonical.href : location.href.replace(/#.*/, "");
    for (const share of all(".copying")) {
      const theme = share.closest("section"), link = `${address}#${theme.id}`;
      share.hidden = false;
      share.addEventListener("click", async (event) => {
        const button = event.target.closest("button");
        if (!button) return;
        const name = button.textContent;
        const done = await navigator.clipboard.writeText(button.dataset.copy === "link" ? link : markdown(theme, link)).then(() => {{ _("Copied")|tojson }}, () => {{ _("Not allowed")|tojson }});
        button.textContent = done;
        setTimeout(() => { button.textContent = name; }, 1500);
      });
    }
  }

  if ("IntersectionObserver" in window) {
    const links = new Map(all(".contents a").map((link) => [link.getAttribute("href").slice(1), link]));
    const seen = new Set();
    const sections = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
    const watch = new IntersectionObserver((changes) => {
      changes.forEach((change) => { if (change.isIntersecting) seen.add(change.target.id); else seen.delete(change.target.id); });
      const current = sections.find((section) => seen.has(section.id));
      links.forEach((link, id) => { if (current && id === current.id) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current"); });
    }, { rootMargin: "0px 0px -60% 0px" });
    sections.forEach((section) => watch.observe(section));
  }

  const filters = one(".filters");
  if (!filters) return;
  filters.hidden = false;
  const query = one("#q"), theme = one("#ft"), status = one("#fs"), hits = one("#hits");
  const items = all(".list > li").map((item) => {
    const [meta, text] = item.querySelectorAll("p"), author = one("bdi", meta);
    return { item, author, text, hay: (author.textContent + "\n" + text.textContent).toLowerCase() };
  });
  const highlight = (words) => {
    if (!("highlights" in CSS)) return;
    CSS.highlights.delete("hit");
    if (!words.length) return;
    const found = new Highlight();
    for (const { item, author, text } of items) {
      if (item.hidden) continue;
      for (const root of [author, text]) {
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const low = node.data.toLowerCase();
          if (low.length !== node.data.length) continue;
          for (const word of words) {
            for (let i = low.indexOf(word); i >= 0; i = low.indexOf(word, i + word.length)) {
              const range = new Range();
              range.setStart(node, i);
              range.setEnd(node, i + word.length);
              found.add(range);
            }
          }
        }
      }
    }
    CSS.highlights.set("hit", found);
  };
  const filter = () => {
    const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { item, hay } of items) {
      const fits = words.every((word) => hay.includes(word))
        && (!theme.value || (item.dataset.t || "").split(" ").includes(theme.value))
        && (!status.value || item.dataset.s === status.value);
      item.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    const active = words.length || theme.value || status.value;
    hits.textContent = active ? `{{ _("%(shown)s of %(all)s comments", shown="${shown}", all="${items.length}") }}` : "";
    highlight(words);
  };
  let timer = 0;
  query.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(filter, 120); });
  one("#clear").addEventListener("click", () => { query.value = theme.value = status.value = ""; filter(); });
  theme.addEventListener("change", filter);
  status.addEventListener("change", filter);
})();
