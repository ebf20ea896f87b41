// The diary's page on a phone: every entry is on the phone first, and leaves it when the server says that it has it.
"use strict";
(async () => {
  const box = document.querySelector("[data-diary]"), form = box?.querySelector("form"), say = box?.dataset;
  if (!box || !window.indexedDB) return; // then it is a plain form
  const store = window.diaryStore, list = box.querySelector("[data-drafts]"), line = box.querySelector("[data-standing]");
  const NAMES = ["text", "door", "heard_at", "community", "way", "whom", "due_on", "follow_on"];
  let who, after = []; // the writings that what is in the form replaces
  try { who = say.owner ? await remember() : await store.noted("who"); } catch { return; } // forbidden: a plain form
  if (say.owner && "serviceWorker" in navigator && isSecureContext) {
    navigator.serviceWorker.register(say.worker, { scope: say.scope }).then(() => navigator.serviceWorker.ready)
      .then(() => { box.dataset.ready = "yes"; }, () => {});
  }

  async function remember() {
    const options = [...form.elements.community.options].map((one) => [one.value, one.textContent]);
    const known = { owner: say.owner, name: say.name, communities: options, community: form.elements.community.value };
    await store.note("who", known);
    return known;
  }
  const local = (at) => new Date(at - at.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
  const values = () => Object.fromEntries(NAMES.map((name) => [name, form.elements[name].value]));
  function fill(from) { for (const name of NAMES) if (from[name] !== undefined) form.elements[name].value = from[name]; }
  function fresh() {
    form.reset();
    form.elements.uuid.value = crypto.randomUUID?.() || uuid();
    after = [];
    fill({ text: "", door: "", heard_at: local(new Date()), way: "", whom: "", due_on: "", follow_on: "" });
  }
  function uuid() { // outside a secure context there is no randomUUID
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64; bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }
  const node = (tag, more) => Object.assign(document.createElement(tag), more);

  async function show() {
    const drafts = await store.of(who.owner);
    list.replaceChildren(...drafts.map((draft) => {
      const row = node("li", { className: "card" });
      row.append(node("p", { className: "soft", textContent: [draft.heard_at.replace("T", " "), draft.door].filter(Boolean).join(" · ") }));
      row.append(node("p", { className: "diary__text", textContent: draft.text }));
      if (draft.error) row.append(node("p", { className: "field__error", textContent: draft.error }));
      const acts = node("p", { className: "row" });
      acts.append(button(say.change, () => {
        fill(draft.values);
        form.elements.uuid.value = draft.uuid;
        after = [...(draft.after || []), draft.written_at];
        form.elements.text.focus();
      }));
      acts.append(button(say.drop, async () => { if (confirm(say.sure)) { await store.drop(draft.uuid); show(); } }));
      row.append(acts);
      return row;
    }));
    const words = drafts.length ? say.kept.replace("{n}", drafts.length) : "";
    line.querySelector("p").textContent = words;
    line.hidden = !words;
    return drafts;
  }
  const button = (text, act) => {
    const made = node("button", { type: "button", className: "button button--quiet", textContent: text });
    made.addEventListener("click", act);
    return made;
  };
  function tell(text, href) {
    const place = line.querySelector("p:last-child");
    place.replaceChildren(text ? (href ? node("a", { href, textContent: text }) : text) : "");
  }

  let sending = false;
  async function send() {
    if (sending || !who) return;
    sending = true;
    try {
      if (navigator.locks) await navigator.locks.request("mulin-diary", { ifAvailable: true }, (lock) => lock && replay());
      else await replay();
    } finally { sending = false; }
  }
  async function replay() {
    const drafts = await store.of(who.owner);
    if (!drafts.length) return;
    let now, sent = 0;
    try { now = await (await fetch(say.who, { cache: "no-store" })).json(); } catch { tell(say.offline); return; }
    if (now.owner !== who.owner) { tell(now.owner ? say.other : say.signIn, now.owner ? "" : say.door); return; }
    tell(say.sending);
    for (const draft of drafts) {
      let answer;
      const body = new URLSearchParams({ ...draft.values, uuid: draft.uuid, written_at: draft.written_at,
        after: (draft.after || []).join(" "), owner: draft.owner, heard_at: draft.heard_utc });
      try { answer = await fetch(say.send, { method: "POST", headers: { "X-CSRFToken": now.token }, body }); } catch { tell(say.offline); break; }
      if (answer.ok) {
        const held = await store.get(draft.uuid); // changed while it was on its way: the later words go next
        if (!held || held.written_at === draft.written_at) await store.drop(draft.uuid);
        sent += 1;
      } else if (answer.status === 422) {
        await store.put({ ...draft, error: (await answer.json()).error });
      } else { tell(answer.status === 409 ? say.other : answer.status === 403 || answer.status === 404 ? say.signIn : say.offline, answer.status < 409 ? say.door : ""); break; }
    }
    const left = await show();
    if (!left.length) tell("");
    else if (sent && left.every((one) => one.error)) tell(say.wrong);
    if (sent) await behind();
  }
  // what the server has, below the line, without touching what is being typed
  async function behind() {
    const days = document.getElementById("diary-days");
    if (!days) { if (!form.elements.text.value && !(await store.of(who.owner)).length) location.assign(say.scope); return; }
    try {
      const answer = await fetch(location.href, { cache: "no-store" });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("diary-days");
      if (answer.ok && fresh) days.replaceWith(document.adoptNode(fresh));
    } catch { /* the next visit shows it */ }
  }

  if (!who) { tell(say.never); line.hidden = false; form.hidden = true; return; }
  if (!say.owner) {
    form.elements.community.replaceChildren(...who.communities.map(([value, textContent]) => node("option", { value, textContent })));
    form.elements.community.value = who.community;
    box.querySelector("[data-whose]").textContent = say.whose.replace("{name}", who.name);
  }
  const more = form.querySelector("details");
  form.elements.way.addEventListener("change", () => { more.open ||= ["together", "watched"].includes(form.elements.way.value); });
  const typing = `typing:${who.owner}`;
  const wrong = form.querySelector("[aria-invalid]");
  if (!wrong) { fresh(); fill((await store.noted(typing)) || {}); }
  let wait;
  form.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(() => store.note(typing, form.elements.text.value ? values() : undefined), 300);
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const typed = values();
    const missing = !typed.text.trim() ? "text" : typed.way === "together" && !typed.whom.trim() ? "whom"
      : typed.way === "watched" && !typed.due_on ? "due_on" : !typed.heard_at ? "heard_at" : "";
    if (missing) { if (missing !== "text") more.open = true; form.elements[missing].focus(); return; }
    clearTimeout(wait);
    const draft = { uuid: form.elements.uuid.value, owner: who.owner, written_at: new Date().toISOString(), after, heard_at: typed.heard_at,
      heard_utc: new Date(typed.heard_at).toISOString(), text: typed.text, door: typed.door, values: typed };
    try { await store.put(draft); } catch { form.submit(); return; } // full or forbidden: then straight to the server
    await store.note(typing);
    navigator.storage?.persist?.();
    fresh();
    await show();
    form.elements.text.focus();
    send();
  });
  addEventListener("online", send);
  addEventListener("pageshow", send);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  setInterval(() => { if (!document.hidden) send(); }, 30000);
  await show();
  box.dataset.open = "yes";
  send();
})();
