"use strict";
// The button that changes between the colours of the system, light and dark: on every page.
(() => {
  const scheme = document.querySelector("#scheme");
  const schemes = ["auto", "light", "dark"];
  const stored = () => { try { return localStorage.getItem("threadgist-scheme"); } catch { return null; } };
  const store = (value) => { try { localStorage.setItem("threadgist-scheme", value); } catch { return; } };
  const paint = (value) => {
    if (value === "auto") delete document.documentElement.dataset.scheme;
    else document.documentElement.dataset.scheme = value;
    scheme.querySelector(".scheme").textContent = value{% if spoken() != "en" %} && {{ {"auto": pgettext("colours", "auto"), "light": pgettext("colours", "light"), "dark": pgettext("colours", "dark")}|tojson }}[value]{% endif %};
  };
  let current = schemes.includes(stored()) ? stored() : "auto";
  paint(current);
  scheme.hidden = false;
  scheme.addEventListener("click", () => {
    current = schemes[(schemes.indexOf(current) + 1) % schemes.length];
    paint(current);
    store(current);
  });
})();
