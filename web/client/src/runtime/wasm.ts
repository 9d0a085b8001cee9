import init from "../../pkg/wsmtp_wasm.js";
import { WsmtpError } from "../error/error.js";

/** Where the wasm lies, or the wasm itself. */
export type WasmSource = string | URL | Request | Response | BufferSource | WebAssembly.Module;

let loading: Promise<unknown> | null = null;

/**
 * Loads the wasm once for the whole page. A failed attempt does not spoil the next one.
 *
 * @example
 * ```js
 * await loadWasm();
 * ```
 */
export async function loadWasm(source?: WasmSource): Promise<void> {
  // Bundlers know this form, and carry the file along.
  loading ??= start(source ?? new URL("../../pkg/wsmtp_wasm_bg.wasm", import.meta.url));
  const attempt = loading;
  try {
    await attempt;
  } catch (cause) {
    if (loading === attempt) loading = null;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new WsmtpError(
      "internal",
      `the wasm of wsmtp could not be loaded: see that the page's server delivers it (${why})`,
    );
  }
}

async function start(source: WasmSource): Promise<void> {
  const isFile = source instanceof URL && source.protocol === "file:";
  await init({ module_or_path: isFile ? await readFile(source) : source });
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
