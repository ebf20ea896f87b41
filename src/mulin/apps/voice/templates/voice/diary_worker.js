{% autoescape off %}// Keeps the shell of the diary for when there is no connection: a page and its files, nothing of anybody.
"use strict";
const NAME = "mulin-diary-{{ version }}", SCOPE = {{ scope }}, SHELL = {{ shell }}, FILES = {{ files }}, PATIENCE = 6000;
addEventListener("install", (event) => event.waitUntil((async () => {
  const cache = await caches.open(NAME);
  await cache.addAll([SHELL, ...FILES].map((url) => new Request(url, { cache: "reload" })));
  await skipWaiting();
})()));
addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("mulin-diary-") && name !== NAME) await caches.delete(name);
  await clients.claim();
})()));
const kept = (url) => caches.match(url, { ignoreVary: true, ignoreSearch: true });
async function page(request) {
  const late = new Promise((_, no) => setTimeout(no, PATIENCE)); // a stairwell with one bar: connected, but nothing comes
  try { return await Promise.race([fetch(request), late]); } catch { return (await kept(SHELL)) || Response.error(); }
}
async function file(request) {
  try { return await fetch(request); } catch { return (await kept(request.url)) || Response.error(); }
}
addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (event.request.mode === "navigate" && url.pathname.startsWith(SCOPE)) event.respondWith(page(event.request));
  else if (FILES.includes(url.pathname)) event.respondWith(file(event.request));
});
{% endautoescape %}
