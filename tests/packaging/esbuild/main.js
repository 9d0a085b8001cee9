import { createTransport } from "wsmtp";
import composerWasm from "wsmtp/composer.wasm";
import wasm from "wsmtp/wsmtp.wasm";

const { gateway, user, pass, worker } = Object.fromEntries(new URLSearchParams(location.search));
const transport = createTransport({
  gateway,
  upstream: "sandbox",
  auth: { user, pass },
  // esbuild does not follow `new URL(…, import.meta.url)`, so it is told of these files.
  wasm: new URL(wasm, import.meta.url),
  composerWasm: new URL(composerWasm, import.meta.url),
  worker: worker === "yes" ? new URL("worker.js", import.meta.url) : undefined,
});
const info = await transport.sendMail({
  from: user,
  to: "friend@sandbox.test",
  subject: document.title,
  text: "Hello from a bundle.",
  attachments: [{ filename: "notes.txt", content: "one, two, three" }],
});
document.body.append(info.response);
