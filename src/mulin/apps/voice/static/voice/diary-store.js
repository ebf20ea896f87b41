// What a worker wrote and has not sent yet, on her phone: IndexedDB, written through to the disk, each draft tied to a login.
"use strict";
window.diaryStore = (() => {
  let opened;
  const open = () => opened ||= new Promise((yes, no) => {
    const asked = indexedDB.open("mulin-diary", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("drafts", { keyPath: "uuid" }).createIndex("owner", "owner");
      asked.result.createObjectStore("state");
    };
    asked.onsuccess = () => { asked.result.onversionchange = () => asked.result.close(); yes(asked.result); };
    asked.onerror = () => { opened = undefined; no(asked.error); };
  });
  async function run(store, mode, act) {
    const db = await open();
    return new Promise((yes, no) => {
      const work = db.transaction(store, mode, { durability: "strict" }); // a killed browser keeps what was saved
      const asked = act(work.objectStore(store));
      work.oncomplete = () => yes(asked?.result);
      work.onerror = work.onabort = () => no(work.error);
    });
  }
  const key = (draft) => `${new Date(draft.heard_at).toISOString()} ${draft.written_at}`;
  return {
    put: (draft) => run("drafts", "readwrite", (store) => store.put(draft)),
    drop: (uuid) => run("drafts", "readwrite", (store) => store.delete(uuid)),
    get: (uuid) => run("drafts", "readonly", (store) => store.get(uuid)),
    // one's own only, in the order in which things were heard
    async of(owner) {
      const found = await run("drafts", "readonly", (store) => store.index("owner").getAll(owner));
      return found.sort((a, b) => (key(a) < key(b) ? -1 : 1));
    },
    note: (name, value) => run("state", "readwrite", (store) => (value === undefined ? store.delete(name) : store.put(value, name))),
    noted: (name) => run("state", "readonly", (store) => store.get(name)),
  };
})();
