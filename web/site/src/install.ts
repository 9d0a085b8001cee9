/// <reference types="vite/client" />

/**
 * Has the browser keep the pages, so that they open without network. Where it does not, as in a private window, they need
 * one, as pages do.
 */
function keepPages(): void {
  navigator.serviceWorker.register(`${import.meta.env.BASE_URL}sw.js`).catch(() => undefined);
}

// When the page is there: what is kept for later must not hold it up.
if (import.meta.env.PROD && "serviceWorker" in navigator) {
  const rest = "requestIdleCallback" in globalThis ? requestIdleCallback : setTimeout;
  if (document.readyState === "complete") rest(keepPages);
  else addEventListener("load", () => rest(keepPages), { once: true });
}
