import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { createTransport } from "wsmtp";

import { FarEnd, friendly } from "../far-end.js";

const wasm = await readFile(new URL("../../../../pkg/wsmtp_wasm_bg.wasm", import.meta.url));

const PLACE = { gateway: "http://127.0.0.1", upstream: "mail", wasm };
const MAIL = {
  from: "ada@x",
  to: "bob@y",
  bcc: "eve@z",
  messageId: "1@x",
  date: new Date(0),
  text: "hello\n.\nbye",
  attachments: [{ filename: "zoë.bin", content: new Blob([new Uint8Array(200_000).fill(7)]) }],
};

/** The mail with boundaries that are the same in all; they are random in each. */
function bounded(mail: string | undefined): string {
  return mail?.replace(/=_[0-9A-F]{32}/g, "=_") ?? "";
}

test("a mail is composed without being sent, to the octet", async () => {
  const far = new FarEnd(friendly("CHUNKING"));
  const to = { gateway: "http://127.0.0.1", upstream: "mail", wasm, webSocket: far.WebSocket };
  const transport = createTransport(to);
  const composed = await (await transport.compose(MAIL)).text();
  assert.equal(far.connections.length, 0);
  assert.match(composed, /^From: ada@x\r\n[^]*\r\n\r\nhello\r\n\.\r\nbye\r\n/m);
  assert.doesNotMatch(composed, /eve@z|DKIM-Signature/);
  assert.match(composed.replaceAll("\r\n", ""), /(?:BwcH){60000}/);
  await transport.sendMail(MAIL);
  transport.close({ force: true });
  assert.equal(bounded(far.connections[0]?.content), bounded(composed));
});

test("what the transport sets for all mails, no mail unsets, and what a mail sets, no transport", async () => {
  const forbids = [
    createTransport({ ...PLACE, disableUrlAccess: true }),
    createTransport(PLACE, { disableUrlAccess: true }),
    createTransport({ ...PLACE, disableUrlAccess: false }),
  ];
  const html = { href: "blob:nothing" };
  for (const [at, transport] of forbids.entries()) {
    const composed = transport.compose({ ...MAIL, html, disableUrlAccess: at === 2 });
    await assert.rejects(composed, { code: "bad-input", message: /disableUrlAccess is set/ });
    transport.close();
  }
  const picture = { ...MAIL, html: `<img src="data:image/gif;base64,AAAA">` };
  const moves: [boolean, boolean][] = [
    [true, false],
    [false, true],
  ];
  for (const [always, once] of moves) {
    const transport = createTransport({ ...PLACE, attachDataUrls: always });
    const composed = await transport.compose({ ...picture, attachDataUrls: once });
    assert.match(await composed.text(), /image-1\.gif/);
    transport.close();
  }
});

test("a mail is signed over the octets that go out, and the signature stands first", async () => {
  const far = new FarEnd(friendly("CHUNKING"));
  const signed: string[] = [];
  const dkim = async (mail: Blob): Promise<string> => {
    signed.push(await mail.text());
    return "v=1; a=none;\r\n b=abc";
  };
  const transport = createTransport(
    { gateway: "http://127.0.0.1", upstream: "mail", wasm, webSocket: far.WebSocket, dkim },
    { from: "ada@x" },
  );
  await transport.sendMail({ ...MAIL, from: undefined });
  await assert.rejects(transport.sendMail({ ...MAIL, dkim: () => "no\nsignature" }), {
    code: "bad-input",
  });
  transport.close({ force: true });
  const field = "DKIM-Signature: v=1; a=none;\r\n b=abc\r\n";
  assert.equal(far.connections[0]?.content, `${field}${signed[0]}`);
});
