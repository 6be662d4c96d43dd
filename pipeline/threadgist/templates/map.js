"use strict";
(() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const map = one(".map");
  if (!map) return;
  const reading = one(".reading"), dots = all("a", map), layers = all("[data-t]", map);
  reading.textContent = matchMedia("(hover: hover)").matches
    ? {{ _("Point at a mark, or move from mark to mark with the arrow keys, to read it here. The wheel with Ctrl, + and − zoom.")|tojson }}
    : {{ _("Touch a mark to read it here, and once more to go to its comment. Two fingers zoom.")|tojson }};
  reading.hidden = false;

  // Marks are named by their comment; where the reading was asked for by touch, a second touch goes to the comment.
  let read = null;
  const marks = dots.map((dot) => {
    const title = one("title", dot), use = one("use", dot), opening = title.textContent;
    const comment = document.getElementById(dot.getAttribute("href").slice(1));
    const author = one("bdi", comment).textContent;
    const words = one("p + p", comment).textContent.replace(/\s+/g, " ");
    const start = Math.max(0, words.indexOf(opening.replace(/\u2026$/, "")));
    const text = `${author}: ${words.slice(start, start + 280)}${start + 280 < words.length ? "\u2026" : ""}`;
    dot.setAttribute("aria-label", `${author}: ${opening}`);
    title.remove();
    dot.setAttribute("tabindex", "-1");
    const show = () => { read = dot; reading.textContent = text; };
    dot.addEventListener("pointerenter", (event) => { if (event.pointerType !== "touch") show(); });
    dot.addEventListener("focus", show);
    return { dot, show, x: Number(use.getAttribute("x")), y: Number(use.getAttribute("y")) };
  });
  const open = () => marks.filter(({ dot }) => !dot.parentNode.classList.contains("dim"));

  const { width, height } = map.viewBox.baseVal, view = { x: 0, y: 0, k: 1 };
  const shapes = all("defs path", map), radius = new DOMMatrix(getComputedStyle(shapes[0]).transform).a;
  const between = (low, value, high) => Math.min(high, Math.max(low, value));
  const look = (x, y, k) => {
    view.k = k;
    view.x = between(0, x, width - width / k);
    view.y = between(0, y, height - height / k);
    map.setAttribute("viewBox", `${view.x} ${view.y} ${width / k} ${height / k}`);
    map.style.setProperty("--unit", String(1 / k));
    // Marks keep their size as well; what draws them again is a change of their shape itself, not of what it inherits.
    shapes.forEach((shape) => { shape.style.transform = k > 1 ? `scale(${radius / k})` : ""; });
    map.classList.toggle("near", k > 1);
    for (const button of all("[data-zoom]")) button.disabled = button.dataset.zoom === "in" ? k >= 16 : k <= 1;
  };
  const unit = () => width / view.k / map.getBoundingClientRect().width;
  const place = (x, y) => {
    const box = map.getBoundingClientRect();
    return [view.x + (x - box.left) * unit(), view.y + (y - box.top) * unit()];
  };
  const zoom = (factor, [x, y] = [view.x + width / view.k / 2, view.y + height / view.k / 2]) => {
    const k = between(1, view.k * factor, 16), kept = view.k / k;
    look(x - (x - view.x) * kept, y - (y - view.y) * kept, k);
  };
  const steps = { in: () => zoom(1.6), out: () => zoom(1 / 1.6), whole: () => look(0, 0, 1) };
  const pan = (dx, dy) => look(view.x - dx * unit(), view.y - dy * unit(), view.k);

  one(".zoom").hidden = false;
  all("[data-zoom]").forEach((button) => button.addEventListener("click", () => steps[button.dataset.zoom]()));
  look(0, 0, 1);
  map.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom(Math.exp(-between(-100, event.deltaY, 100) / 200), place(event.clientX, event.clientY));
  }, { passive: false });

  let moved = 0, last = null, touched = false;
  map.addEventListener("dragstart", (event) => event.preventDefault());
  map.addEventListener("pointerdown", (event) => {
    touched = event.pointerType === "touch";
    moved = 0;
    last = !touched && event.button === 0 && view.k > 1 ? event : null;
  });
  addEventListener("pointerup", () => { last = null; });
  addEventListener("pointermove", (event) => {
    if (!last || event.pointerType === "touch") return;
    moved += Math.abs(event.clientX - last.clientX) + Math.abs(event.clientY - last.clientY);
    pan(event.clientX - last.clientX, event.clientY - last.clientY);
    last = event;
  });
  const fingers = ({ touches: [a, b = a] }) => ({
    x: (a.clientX + b.clientX) / 2, y: (a.clientY + b.clientY) / 2, apart: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY),
  });
  let held = null;
  const hold = (event) => { held = event.touches.length ? fingers(event) : null; };
  for (const name of ["touchstart", "touchend", "touchcancel"]) map.addEventListener(name, hold, { passive: true });
  map.addEventListener("touchmove", (event) => {
    const now = fingers(event), two = event.touches.length > 1;
    if (!held || (!two && view.k === 1)) return;
    event.preventDefault();
    moved += Math.abs(now.x - held.x) + Math.abs(now.y - held.y);
    pan(now.x - held.x, now.y - held.y);
    if (two) zoom(now.apart / Math.max(1, held.apart), place(now.x, now.y));
    held = now;
  }, { passive: false });
  map.addEventListener("click", (event) => {
    // Enter on a mark is a click as well, without a place.
    if (!event.detail || (!touched && moved <= 6)) return;
    event.preventDefault();
    if (moved > 6) return;
    const [x, y] = place(event.clientX, event.clientY), away = ({ x: left, y: top }) => Math.hypot(left - x, top - y);
    const near = open().reduce((best, mark) => (!best || away(mark) < away(best) ? mark : best), null);
    if (!near || away(near) > 24 * unit()) return;
    if (read === near.dot) location.assign(near.dot.getAttribute("href"));
    else near.dot.focus({ preventScroll: true });
  });

  let at = marks[0];
  const stop = (mark) => {
    at.dot.setAttribute("tabindex", "-1");
    at = mark;
    at.dot.setAttribute("tabindex", "0");
  };
  stop(at);

  const only = new Set();
  for (const entry of all(".legend li")) {
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-pressed", "false");
    button.append(...entry.childNodes);
    entry.append(button);
    button.addEventListener("click", () => {
      const theme = entry.dataset.t;
      if (!only.delete(theme)) only.add(theme);
      button.setAttribute("aria-pressed", String(only.has(theme)));
      layers.forEach((layer) => layer.classList.toggle("dim", only.size > 0 && !only.has(layer.dataset.t)));
      const left = open();
      if (left.length && !left.includes(at)) stop(left[0]);
    });
  }

  map.addEventListener("focusin", (event) => {
    const mark = marks.find(({ dot }) => dot === event.target);
    if (!mark) return;
    stop(mark);
    const across = width / view.k, down = height / view.k;
    if (mark.x < view.x || mark.x > view.x + across || mark.y < view.y || mark.y > view.y + down) look(mark.x - across / 2, mark.y - down / 2, view.k);
  });
  const ways = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
  const keys = { "+": "in", "=": "in", "-": "out", 0: "whole" };
  map.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in keys) { event.preventDefault(); steps[keys[event.key]](); return; }
    const way = ways[event.key];
    if (!way) return;
    event.preventDefault();
    let best = null, least = Infinity;
    for (const mark of open()) {
      const dx = mark.x - at.x, dy = mark.y - at.y;
      const along = dx * way[0] + dy * way[1], across = Math.abs(dx * way[1]) + Math.abs(dy * way[0]);
      if (along > 0 && along + 2 * across < least) { least = along + 2 * across; best = mark; }
    }
    if (best) best.dot.focus({ preventScroll: true });
  });
})();
