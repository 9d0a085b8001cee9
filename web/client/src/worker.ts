/** The script of a worker in which mails are put together, encoded and sent: `createTransport({ worker: true })` starts it. */
import type { Greeting } from "./runtime/protocol.js";
import { serve } from "./runtime/serve.js";

addEventListener("message", ({ data, ports: [port] }: MessageEvent<Partial<Greeting> | null>) => {
  if (data?.wsmtp === 1 && port !== undefined) {
    void serve({ wsmtp: 1, wasm: data.wasm, composerWasm: data.composerWasm }, port);
  }
});
