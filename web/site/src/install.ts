/// <reference types="vite/client" />
import { atRest } from "./rest.js";

/**
 * Has the browser keep the pages, so that they open without network. Where it does not, as in a private window, they need
 * one, as pages do.
 */
function keepPages(): void {
  navigator.serviceWorker.register(`${import.meta.env.BASE_URL}sw.js`).catch(() => undefined);
}

if (import.meta.env.PROD && "serviceWorker" in navigator) atRest(keepPages);
