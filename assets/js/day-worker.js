// Keeps the page for the day, and what it is made of, for when there is no network. The server writes PLAIT above this:
// { version, page, files }. Nothing that anybody wrote passes through here.
const cacheName = `plait-day-${PLAIT.version}`;

async function fill() {
  const cache = await caches.open(cacheName);
  await cache.addAll(PLAIT.files);
  // as somebody who is not signed in would get it, so that nobody's name is kept
  const page = await fetch(PLAIT.page, { credentials: "omit", cache: "no-store", redirect: "error" });
  if (!page.ok) throw new Error(`The page answered ${page.status}.`);
  await cache.put(PLAIT.page, page);
}

async function clear() {
  const old = (await caches.keys()).filter((name) => name.startsWith("plait-day-") && name !== cacheName);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(clear()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  const wanted = request.mode === "navigate" && pathname === PLAIT.page ? PLAIT.page : pathname;
  if (wanted !== PLAIT.page && !PLAIT.files.includes(wanted)) return;
  event.respondWith(caches.open(cacheName).then(async (cache) => (await cache.match(wanted)) ?? fetch(request)));
});
