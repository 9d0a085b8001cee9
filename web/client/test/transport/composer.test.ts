import assert from "node:assert/strict";
import { test } from "node:test";
import { type Message, createTransport } from "wsmtp";

import { FarEnd, friendly } from "../far-end.js";

const MAIL: Message = {
  from: "ada@x",
  to: "bob@y",
  messageId: "1@x",
  date: new Date(0),
  attachments: [{ filename: "a.bin", content: new Blob([new Uint8Array(300_000).fill(7)]) }],
};

test("a session needs no composer, and a mail says where it is missing", async () => {
  const far = new FarEnd(friendly());
  const to = { gateway: "http://127.0.0.1", upstream: "mail", webSocket: far.WebSocket };
  const without = createTransport({ ...to, composerWasm: new Uint8Array(3) });
  const session = without.connect();
  assert.equal((await session.noop()).code, 250);
  await assert.rejects(session.sendMail(MAIL), {
    code: "internal",
    message: /could not be loaded/,
  });
  assert.equal((await session.noop()).code, 250);
  const transport = createTransport(to);
  assert.deepEqual((await transport.sendMail(MAIL)).accepted, ["bob@y"]);
  without.close({ force: true });
  transport.close({ force: true });
});

test("a mail that goes in parts is composed from the front for each, whatever was read before", async () => {
  let refused = false;
  const usual = friendly("CHUNKING", "LIMITS RCPTMAX=1");
  const far = new FarEnd((line, connection) => {
    if (line !== "RCPT TO:<who@y>") return usual(line, connection);
    refused = true;
    return "550 5.1.1 who?";
  });
  const to = { gateway: "http://127.0.0.1", upstream: "mail", webSocket: far.WebSocket };
  const transport = createTransport(to);
  const message = { ...MAIL, envelope: { from: "ada@x", to: ["bob@y", "who@y", "eve@y"] } };
  const composed = await (await transport.compose(message)).text();
  const { accepted, rejected } = await transport.sendMail(message);
  transport.close({ force: true });
  assert.ok(refused);
  assert.deepEqual([accepted, rejected], [["bob@y", "eve@y"], ["who@y"]]);
  const content = far.connections[0]?.content ?? "";
  assert.ok(content.startsWith(composed));
  assert.ok(content.endsWith(composed));
});
