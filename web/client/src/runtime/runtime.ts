import { WsmtpError } from "../error/error.js";
import { here } from "./here.js";
import type { WebSocketConstructor } from "./socket.js";
import type { WorkerWasm } from "./protocol.js";
import { Remote, type WorkerSource } from "./remote.js";
import type { WasmSource } from "./wasm.js";
import type { Runtime } from "./wire.js";

/** Where mails are composed and sessions run. */
export interface RuntimeOptions {
  worker?: boolean | Exclude<WorkerSource, true> | undefined;
  webSocket?: WebSocketConstructor | undefined;
  wasm?: WasmSource | undefined;
  composerWasm?: WasmSource | undefined;
}

/** The runtime that a page wants. Throws `bad-input` for what a worker cannot be given. */
export function runtimeOf(options: RuntimeOptions): Runtime {
  const { worker = false, webSocket, wasm, composerWasm } = options;
  if (worker !== false && webSocket !== undefined) {
    throw new WsmtpError(
      "bad-input",
      "a worker has its own WebSocket: leave out webSocket, or worker",
    );
  }
  // One worker keeps the page smooth already, and Firefox does not always return from making another where WebDriver drives it.
  const already = worker === true && "WorkerGlobalScope" in globalThis;
  if (worker === false || already) return here({ wasm, composerWasm, WebSocket: webSocket });
  return new Remote(worker, { wasm: forWorker(wasm), composerWasm: forWorker(composerWasm) });
}

function forWorker(wasm: WasmSource | undefined): WorkerWasm {
  if (wasm instanceof URL) return wasm.href;
  // A worker reads addresses as its own, not as the page's.
  if (typeof wasm === "string") return new URL(wasm, globalThis.location?.href).href;
  if (wasm instanceof Request || wasm instanceof Response) {
    throw new WsmtpError(
      "bad-input",
      "a request or response cannot go to a worker: give the wasm as an address or a module",
    );
  }
  return wasm;
}
