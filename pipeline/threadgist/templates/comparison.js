"use strict";
(() => {
  const scheme = document.querySelector("#scheme");
  const schemes = ["auto", "light", "dark"];
  const stored = () => { try { return localStorage.getItem("threadgist-scheme"); } catch { return null; } };
  const store = (value) => { try { localStorage.setItem("threadgist-scheme", value); } catch { return; } };
  const paint = (value) => {
    if (value === "auto") delete document.documentElement.dataset.scheme;
    else document.documentElement.dataset.scheme = value;
    scheme.querySelector(".scheme").textContent = value;
  };
  let current = schemes.includes(stored()) ? stored() : "auto";
  paint(current);
  scheme.hidden = false;
  scheme.addEventListener("click", () => {
    current = schemes[(schemes.indexOf(current) + 1) % schemes.length];
    paint(current);
    store(current);
  });

  // A link may lead into the view that is not shown, or into what is folded.
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!target) return;
    const view = target.closest(".view"), folded = target.closest("details.folded");
    if (view) document.getElementById(view.id.replace("view-", "by-")).checked = true;
    if (folded) folded.open = true;
    if (view || folded) target.scrollIntoView({ block: "start" });
  };
  addEventListener("hashchange", reveal);
  reveal();
})();
