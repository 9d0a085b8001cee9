import assert from "node:assert/strict";
import { test } from "node:test";

import { WsmtpError } from "../../src/error/error.js";
import { type Message, readMessage } from "../../src/compose/message.js";

const HELLO: Message = { from: "Ada <ada@example.org>", to: "bob@example.net", text: "hello" };

function badInput(words: string): (error: unknown) => boolean {
  return (error) =>
    error instanceof WsmtpError && error.code === "bad-input" && error.message.includes(words);
}

test("what is left out is filled in", async () => {
  const before = Math.floor(Date.now() / 1000);
  const letter = await readMessage(HELLO);
  assert.match(letter.messageId, /^[0-9a-f]{32}@example\.org$/);
  assert.ok(letter.date >= before);
  assert.equal(letter.subject, "");
  assert.equal(letter.html, null);
  assert.deepEqual(letter.envelope, { from: "ada@example.org", to: ["bob@example.net"] });
  assert.notEqual(letter.messageId, (await readMessage(HELLO)).messageId);
});

test("everybody gets the mail once, and blind copies stay in the envelope", async () => {
  const letter = await readMessage({
    ...HELLO,
    cc: "C <c@x>, bob@example.net",
    bcc: ["d@x", "c@x"],
  });
  assert.deepEqual(letter.envelope.to, ["bob@example.net", "c@x", "d@x"]);
  assert.ok(!JSON.stringify({ ...letter, envelope: null, wire: null }).includes("d@x"));
});

test("an envelope of one's own wins", async () => {
  const envelope = { from: "", to: ["list@x"] };
  assert.deepEqual((await readMessage({ ...HELLO, envelope })).envelope, envelope);
});

test("a message id may come with its angle brackets", async () => {
  assert.equal((await readMessage({ ...HELLO, messageId: "<a@b>" })).messageId, "a@b");
});

test("a mail needs one author, a recipient and a real date", async () => {
  await assert.rejects(readMessage({ ...HELLO, from: "a@x, b@x" }), badInput("one author"));
  await assert.rejects(readMessage({ ...HELLO, from: "" }), badInput("one author"));
  await assert.rejects(readMessage({ from: "a@x" }), badInput("no recipient"));
  await assert.rejects(readMessage({ ...HELLO, date: new Date("never") }), badInput("date"));
});

test("attachments are read from whatever holds them", async () => {
  const bytes = Uint8Array.of(0, 13, 10, 255);
  const letter = await readMessage({
    ...HELLO,
    attachments: [
      { content: "grün" },
      { filename: "a.bin", content: bytes },
      { filename: "b.bin", content: bytes.buffer },
      { content: new Blob([bytes], { type: "image/png" }), cid: "logo" },
      { filename: "other.txt", content: new File([bytes], "c.pdf", { type: "application/pdf" }) },
      { content: new File([bytes], "d.pdf", { type: "application/pdf" }) },
    ],
  });
  assert.deepEqual(
    letter.parts.map(({ filename, contentType, cid }) => [filename, contentType, cid]),
    [
      ["", "text/plain; charset=utf-8", null],
      ["a.bin", "", null],
      ["b.bin", "", null],
      ["", "image/png", "logo"],
      ["other.txt", "application/pdf", null],
      ["d.pdf", "application/pdf", null],
    ],
  );
  assert.equal(new TextDecoder().decode(letter.parts[0]?.bytes), "grün");
  for (const part of letter.parts.slice(1)) assert.deepEqual(part.bytes, bytes);
});

test("a file that cannot be read any more is named", async () => {
  const gone = new File([], "gone.bin");
  gone.arrayBuffer = () => Promise.reject(new DOMException("changed", "NotReadableError"));
  await assert.rejects(
    readMessage({ ...HELLO, attachments: [{ content: gone }] }),
    badInput('"gone.bin" cannot be read any more: remove it and attach it again'),
  );
});
