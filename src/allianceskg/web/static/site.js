// Everything works without this file. It closes the filters that would push the results off a narrow screen, and
// unfolds what is folded before printing, but for the queries of analysts, which would take pages.
"use strict";

const narrow = window.matchMedia("(max-width: 56rem)");
if (narrow.matches) {
  for (const facet of document.querySelectorAll(".facet[open], .facet .more[open]")) facet.open = false;
}

let folded = [];
window.addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("main details:not([open], .dx-analysts)")];
  for (const one of folded) one.open = true;
});
window.addEventListener("afterprint", () => {
  for (const one of folded) one.open = false;
  folded = [];
});
