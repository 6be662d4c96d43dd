"use strict";
(() => {
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
