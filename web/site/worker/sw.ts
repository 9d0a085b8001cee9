/**
 * The service worker: keeps the pages and all that they load, so that they open without network. What the pages say to a
 * gateway passes it by.
 */
const worker = self as unknown as ServiceWorkerGlobalScope;

/** Written in by the build: the pages' files from the folder of this script on, and a digest of what is in them. */
declare const FILES: readonly string[];
declare const DIGEST: string;

/** Caches are the whole origin's, which may have the pages in several folders; no address holds a space. */
const OWN = `wsmtp-pages ${worker.registration.scope} `;
const CACHE = OWN + DIGEST;

/** How long a page that is kept waits for a newer one, in milliseconds: longer than a gateway that is there needs. */
const PATIENCE = 3000;

/** Where the build puts files whose names hold a hash of what is in them. */
const HASHED = "assets/";

worker.addEventListener("install", (event) => event.waitUntil(keep()));
worker.addEventListener("activate", (event) => event.waitUntil(takeOver()));
worker.addEventListener("fetch", (event) => {
  const answer = answerTo(event.request);
  if (answer) event.respondWith(answer);
});

/** All or nothing. A worker of a newer build waits until no page of the older one is open any more. */
async function keep(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll(FILES.map((name) => new Request(name, { cache: revalidated(name) })));
}

/** A name without a hash may hold something else by now. */
function revalidated(name: string): RequestCache {
  return name.startsWith(HASHED) ? "default" : "no-cache";
}

async function takeOver(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(OWN) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/** Null for what is none of the pages' files. */
function answerTo(request: Request): Promise<Response> | null {
  const folder = new URL("./", worker.location.href).href;
  const [address = ""] = request.url.split(/[?#]/, 1);
  const name = address === folder ? "index.html" : address.slice(folder.length);
  if (request.method !== "GET" || !address.startsWith(folder) || !FILES.includes(name)) return null;
  return name.startsWith(HASHED) ? first(request, name) : newest(request, name);
}

/** What is kept, as no other has this name. */
async function first(request: Request, name: string): Promise<Response> {
  return (await kept(name)) ?? fetch(request);
}

/** What the server has, or what is kept where it does not say in time. */
async function newest(request: Request, name: string): Promise<Response> {
  const old = await kept(name);
  if (!old) return fetch(request);
  const fresh = fetch(request).then(
    (response) => (response.status < 500 ? response : old),
    () => old,
  );
  const late = new Promise<Response>((resolve) => setTimeout(resolve, PATIENCE, old));
  return Promise.race([fresh, late]);
}

async function kept(name: string): Promise<Response | undefined> {
  return (await caches.open(CACHE)).match(name);
}
