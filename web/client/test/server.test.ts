import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { type TransportOptions, createTransport } from "wsmtp";

import { Loopback } from "./loopback.js";

Object.assign(globalThis, { WebSocket: Loopback });

const wasm = await readFile(new URL("../../../pkg/wsmtp_wasm_bg.wasm", import.meta.url));

/** Which server the gateway is asked for, or the code of the error. */
async function asked(to: Partial<TransportOptions>): Promise<unknown> {
  Loopback.latest = null;
  const session = createTransport({ gateway: "http://127.0.0.1", wasm, ...to }).connect();
  const code = await session.ready.then(
    () => null,
    (error: { code: string }) => error.code,
  );
  session.close();
  const heard = (Loopback.latest as Loopback | null)?.heard[0];
  return code === "bad-input" ? code : JSON.parse(heard ?? "null");
}

test("a mail server is named by the operator or by the page", async () => {
  const host = "mx.example";
  assert.deepEqual(await asked({ upstream: "mail" }), { type: "open", upstream: "mail" });
  const open = { type: "open", host };
  assert.deepEqual(await asked({ host }), { ...open, port: 465, tls: "implicit" });
  assert.deepEqual(await asked({ host, port: 587 }), { ...open, port: 587, tls: "starttls" });
  assert.deepEqual(await asked({ host, port: 25, tls: "none" }), {
    ...open,
    port: 25,
    tls: "none",
  });
});
