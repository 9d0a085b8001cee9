import assert from "node:assert/strict";
import { test } from "node:test";

import type { Attachment } from "../../src/compose/attachment.js";
import { type Message, readMessage } from "../../src/compose/message.js";
import { storable } from "../../src/compose/storable.js";
import { badInput } from "./refused.js";

const HELLO: Message = { from: "Ada <ada@example.org>", to: "bob@example.net", text: "hello" };

test("what is kept for later holds no streams and no addresses, and sends the same", async () => {
  const message: Message = {
    ...HELLO,
    text: new Blob(["streamed"]).stream(),
    html: { href: "data:text/html,<p>x" },
    attachments: [
      { content: new Blob(["a"]).stream(), filename: "a.txt" },
      { href: "data:image/gif;base64,AA==" },
      { content: "text", filename: "b.txt" },
      { raw: new Blob(["X: y\r\n\r\n"]).stream() },
    ],
    signal: new AbortController().signal,
  };
  const kept = structuredClone(await storable(message));
  const { mail } = await readMessage(kept);
  const written = JSON.stringify(mail.body);
  for (const words of [
    '"text":"streamed"',
    '"text":"<p>x"',
    '"filename":"a.txt"',
    '"image/gif"',
    '"attachment-2.gif"',
    '"kind":"raw"',
  ]) {
    assert.ok(written.includes(words), words);
  }
  await assert.rejects(storable({ ...HELLO, dkim: () => "" }), badInput("dkim is a function"));
});

test("what is kept for later is what a message is made of, and no secret beside it", async () => {
  const auth = { user: "ada", pass: "secret" };
  await assert.rejects(
    storable({ ...HELLO, auth } as Message),
    badInput("auth is a secret, which is not kept: give it to the transport"),
  );
  assert.deepEqual(await storable({ ...HELLO, apiKey: "secret" } as Message), HELLO);
});

test("a few bytes of a large buffer are kept without the rest", async () => {
  const view = new Uint8Array(1000).fill(7).subarray(10, 13);
  const { attachments, raw } = await storable({
    ...HELLO,
    raw: view,
    attachments: [{ content: view }],
  });
  const [file] = attachments as Attachment[];
  for (const kept of [raw, file?.content]) {
    assert.ok(kept instanceof Uint8Array);
    assert.deepEqual([...kept], [7, 7, 7]);
    assert.equal(kept.buffer.byteLength, 3);
  }
});
