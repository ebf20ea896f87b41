// What is typed into <form data-draft="name"> is kept on this device until the server says it arrived.
// It arrived when a page carries data-draft-done="name" (a message with extra_tags="draft-name"); a failed POST has none.
"use strict";
(() => {
  const PREFIX = "draft:", DAYS = 7 * 24 * 3600 * 1000, words = document.body.dataset;
  const forget = (name) => localStorage.removeItem(PREFIX + name);
  const fields = (form) => [...form.elements].filter((f) => f.name && f.name !== "csrfmiddlewaretoken" && !f.closest("[data-draft-skip]")
    && !["password", "file", "hidden", "submit", "button"].includes(f.type) && f.autocomplete !== "one-time-code");
  const isChoice = (f) => f.type === "checkbox" || f.type === "radio";
  const read = (form) => fields(form).map((f) => [f.name, isChoice(f) ? (f.checked ? f.value : null) : f.value]);

  function keep(form, say) {
    const values = read(form);
    if (values.every(([, value]) => !value)) { forget(form.dataset.draft); say(""); return; }
    try {
      localStorage.setItem(PREFIX + form.dataset.draft, JSON.stringify({ at: Date.now(), values }));
      say(words.draftSaved);
    } catch { say(""); } // full or forbidden: then nothing is promised
  }

  function putBack(form) {
    let kept;
    try { kept = JSON.parse(localStorage.getItem(PREFIX + form.dataset.draft)); } catch { return false; }
    if (!kept || Date.now() - kept.at > DAYS) { forget(form.dataset.draft); return false; }
    if (form.querySelector("[aria-invalid]")) return false; // the server has given the words back already
    const pool = [...kept.values];
    let changed = false;
    for (const f of fields(form)) {
      const i = pool.findIndex(([name]) => name === f.name);
      if (i < 0) continue;
      const [[, value]] = pool.splice(i, 1);
      if (isChoice(f)) { changed ||= f.checked !== (value !== null); f.checked = value !== null; }
      else if (value && f.value !== value) { f.value = value; changed = true; }
    }
    return changed;
  }

  for (const mark of document.querySelectorAll("[data-draft-done]")) forget(mark.dataset.draftDone);
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const line = Object.assign(document.createElement("p"), { className: "draft" });
    line.setAttribute("role", "status");
    (form.querySelector("[data-draft-line]") || form).append(line);
    const say = (text) => { if (line.textContent !== text) line.textContent = text; };
    if (putBack(form)) {
      say(words.draftRestored);
      const drop = Object.assign(document.createElement("button"), { type: "button", textContent: words.draftDrop });
      drop.addEventListener("click", () => { forget(form.dataset.draft); form.reset(); say(""); });
      line.append(drop);
    }
    let wait;
    form.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(keep, 300, form, say); });
    form.addEventListener("submit", () => { clearTimeout(wait); keep(form, say); });
    addEventListener("pagehide", () => { if (wait && fields(form).length) keep(form, () => {}); });
  }
  // signing out on a shared machine takes the drafts along
  document.querySelector("form[data-drafts-forget]")?.addEventListener("submit", () => {
    Object.keys(localStorage).filter((k) => k.startsWith(PREFIX)).forEach((k) => localStorage.removeItem(k));
  });
})();
