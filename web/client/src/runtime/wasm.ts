import init from "../../pkg/wsmtp_wasm.js";
import { WsmtpError } from "../error/error.js";

/** Where the wasm lies, or the wasm itself. */
export type WasmSource = string | URL | Request | Response | BufferSource | WebAssembly.Module;

let loading: Promise<unknown> | null = null;

/** Loads the wasm once for the whole page. A failed attempt does not spoil the next one. */
export async function loadWasm(source?: WasmSource): Promise<void> {
  // Bundlers know this form, and carry the file along.
  loading ??= init({
    module_or_path: source ?? new URL("../../pkg/wsmtp_wasm_bg.wasm", import.meta.url),
  });
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
