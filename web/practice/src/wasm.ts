import { WsmtpError } from "wsmtp";

import init from "../pkg/wsmtp_practice.js";

/** For the wasm to be there, in milliseconds: about 100 KiB, over the slowest of lines. */
const LIMIT = 60_000;

let loading: Promise<unknown> | null = null;
let loaded = false;

/**
 * Loads the wasm of the server, once for the whole page; a failed attempt does not spoil the next one.
 * Rejected with `internal`.
 *
 * @example
 * ```js
 * await loadPractice();
 * console.log(readSetup("greeting: delay 2s"));
 * ```
 */
export async function loadPractice(): Promise<void> {
  loading ??= fetched().then((wasm) => init({ module_or_path: wasm }));
  const attempt = loading;
  try {
    await attempt;
    loaded = true;
  } catch (cause) {
    if (loading === attempt) loading = null;
    const message =
      "the practice server could not be loaded: see that the page's server delivers it";
    throw new WsmtpError("internal", message, { cause });
  }
}

/** Throws `internal` where {@link loadPractice} has not been waited for. */
export function needLoaded(): void {
  if (!loaded)
    throw new WsmtpError(
      "internal",
      "the practice server is not loaded: wait for `loadPractice()`",
    );
}

// Bundlers know this form, and carry the file along.
async function fetched(): Promise<Response | BufferSource> {
  const place = new URL("../pkg/wsmtp_practice_bg.wasm", import.meta.url);
  if (place.protocol !== "file:") return fetch(place, { signal: AbortSignal.timeout(LIMIT) });
  // Node's `fetch` reads no files. Named in a way that no bundler follows.
  const name = "node:fs/promises";
  const files = (await import(/* webpackIgnore: true */ /* @vite-ignore */ name)) as FileSystem;
  return files.readFile(place);
}

interface FileSystem {
  readFile(url: URL): Promise<BufferSource>;
}
