// Signing out on a phone: what the diary has not sent yet is never thrown away without a word, and nobody else sees it.
"use strict";
(async () => {
  const form = document.querySelector("form[data-diary-owner]"), store = window.diaryStore;
  if (!form || !window.indexedDB) return;
  const owner = form.dataset.diaryOwner;
  let settled = false;
  form.addEventListener("submit", async (event) => {
    if (settled) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    let left = [];
    try {
      left = await store.of(owner);
      if (left.length && !confirm(form.dataset.diaryAsk.replace("{n}", left.length))) { location.assign(form.dataset.diaryHome); return; }
      await store.note("who");
      if (!left.length) await store.note(`typing:${owner}`);
    } catch { /* this browser keeps nothing */ }
    settled = true;
    form.requestSubmit();
  }, true);
  try { // a colleague signed in after her: without a connection the phone opens nobody's diary
    const who = await store.noted("who");
    if (who && who.owner !== owner) await store.note("who");
  } catch { /* the same */ }
})();
