import initComposer from "../../pkg/wsmtp_composer.js";
import initCore from "../../pkg/wsmtp_wasm.js";
import { WsmtpError } from "../error/error.js";
import { reasonOf } from "../error/reason.js";

/** Where a wasm lies, or the wasm itself. */
export type WasmSource = string | URL | Request | Response | BufferSource | WebAssembly.Module;

/**
 * For a wasm to be there, in milliseconds: less than 100 KiB, over the slowest of lines. A tab that waits for it may keep
 * others from sending.
 */
const LIMIT = 60_000;

/** A wasm that is loaded once for the whole page. A failed attempt does not spoil the next one. */
class Wasm {
  readonly #init: typeof initCore | typeof initComposer;
  readonly #place: () => URL;
  #loading: Promise<unknown> | null = null;

  constructor(init: typeof initCore | typeof initComposer, place: () => URL) {
    this.#init = init;
    this.#place = place;
  }

  async load(source?: WasmSource): Promise<void> {
    this.#loading ??= this.#init({ module_or_path: opened(source ?? this.#place()) });
    const attempt = this.#loading;
    try {
      await attempt;
    } catch (cause) {
      if (this.#loading === attempt) this.#loading = null;
      throw new WsmtpError(
        "internal",
        `the wasm of wsmtp could not be loaded: see that the page's server delivers it (${reasonOf(cause)})`,
      );
    }
  }
}

/** A wasm that is at hand, or on its way; what is fetched comes in time or not at all. */
async function opened(source: WasmSource): Promise<Exclude<WasmSource, string | URL | Request>> {
  if (source instanceof URL && source.protocol === "file:") return readFile(source);
  const isPlace = typeof source === "string" || source instanceof URL || source instanceof Request;
  return isPlace ? fetch(source, { signal: AbortSignal.timeout(LIMIT) }) : source;
}

// Bundlers know this form, and carry the files along.
const core = new Wasm(initCore, () => new URL("../../pkg/wsmtp_wasm_bg.wasm", import.meta.url));
const composer = new Wasm(
  initComposer,
  () => new URL("../../pkg/wsmtp_composer_bg.wasm", import.meta.url),
);

/** Loads what sessions run in. */
export const loadCore = (source?: WasmSource): Promise<void> => core.load(source);

/** Loads what mails are composed in. */
export const loadComposer = (source?: WasmSource): Promise<void> => composer.load(source);

/**
 * Loads both wasms, that of the sessions and the one that composes mails, once for the whole page. A failed attempt
 * does not spoil the next one.
 *
 * @example
 * ```js
 * await loadWasm();
 * ```
 */
export async function loadWasm(wasm?: WasmSource, composerWasm?: WasmSource): Promise<void> {
  await Promise.all([loadCore(wasm), loadComposer(composerWasm)]);
}

/** What is beside this file on a disk, outside of browsers; Node's `fetch` reads no files. */
async function readFile(url: URL): Promise<BufferSource> {
  // Named in a way that no bundler follows.
  const name = "node:fs/promises";
  const files = (await import(/* webpackIgnore: true */ /* @vite-ignore */ name)) as FileSystem;
  return files.readFile(url);
}

interface FileSystem {
  readFile(url: URL): Promise<BufferSource>;
}
