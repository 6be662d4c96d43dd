"use strict";
(() => {
  const views = [...document.querySelectorAll(".switch input")];
  // A link may lead into the view that is not shown, or into what is folded.
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!target) return;
    const view = target.closest(".view"), folded = target.closest("details");
    if (view) document.getElementById(`by-${view.dataset.view}`).checked = true;
    for (let around = folded; around; around = around.parentElement.closest("details")) around.open = true;
    if (view || folded) target.scrollIntoView({ block: "start" });
  };
  addEventListener("hashchange", reveal);
  views.forEach((input) => input.addEventListener("change", () => {
    history.replaceState(null, "", `#${input.id.replace("by-", "view-")}`);
  }));
  reveal();
})();
