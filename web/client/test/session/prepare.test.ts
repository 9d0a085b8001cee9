import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { type DkimSigner, WsmtpError, createTransport } from "wsmtp";

import { FarEnd, friendly } from "../far-end.js";

const wasm = await readFile(new URL("../../../../pkg/wsmtp_wasm_bg.wasm", import.meta.url));

const MAIL = { from: "ada@x", to: "bob@y", text: "hello" };

/** What a mail fails with, and what the server has heard of it. */
async function failed(dkim: DkimSigner): Promise<unknown[]> {
  const far = new FarEnd(friendly());
  const { WebSocket: webSocket } = far;
  const to = { gateway: "http://127.0.0.1", upstream: "mail", wasm, webSocket };
  const transport = createTransport({ ...to, dkim });
  const error: unknown = await transport.sendMail(MAIL).catch((error: unknown) => error);
  transport.close();
  assert.ok(error instanceof WsmtpError);
  return [error.code, error.temporary, error.message, far.commands.flat().length];
}

test("a mail that the page cannot sign is not sent, and may be later", async () => {
  const words =
    "the mail could not be signed by the page's dkim, and was not sent (no key): try again";
  const signer = () => Promise.reject(new Error("no key"));
  assert.deepEqual(await failed(signer), ["bad-input", true, words, 0]);
});

test("what a signer says itself of its failure stands", async () => {
  const signer = () => {
    throw new WsmtpError("token-missing", "sign in first");
  };
  assert.deepEqual(await failed(signer), ["token-missing", false, "sign in first", 0]);
});
