// Keys of the desk: / goes to the search, Enter in a [data-enter] text saves (Shift+Enter breaks the line), Esc leaves.
"use strict";
document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return; // Enter that chooses a Chinese word is not Enter
  const on = event.target, typing = on.matches("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const search = document.querySelector("[data-search]");
    if (search) { event.preventDefault(); search.focus(); search.select(); }
  } else if (event.key === "Enter" && !event.shiftKey && on.matches("textarea[data-enter]")) {
    event.preventDefault();
    on.form.requestSubmit();
  } else if (event.key === "Escape" && on.matches("[data-search]")) {
    on.blur();
  }
});
