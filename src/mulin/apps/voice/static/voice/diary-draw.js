// Select words, press V, then Enter: a voice of exactly these words. With nothing selected it is the whole entry.
"use strict";
(() => {
  const form = document.querySelector("form[data-draw]");
  if (!form) return;
  const words = form.querySelector("textarea[name$=words]"), go = form.querySelector("button");
  let touched = false;
  const picked = () => {
    const chosen = getSelection(), within = chosen.anchorNode?.parentElement?.closest("[data-draw-from]");
    return within ? chosen.toString().trim() : "";
  };
  words.addEventListener("input", () => { touched = true; });
  document.addEventListener("selectionchange", () => { if (!touched && picked()) words.value = picked(); });
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "v" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.matches("input, textarea, select, [contenteditable]")) return;
    if (picked()) { words.value = picked(); touched = false; }
    event.preventDefault();
    go.focus();
    form.scrollIntoView({ block: "nearest" });
  });
})();
