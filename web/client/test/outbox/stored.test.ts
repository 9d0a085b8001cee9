import assert from "node:assert/strict";
import { test } from "node:test";

import { type Message, readMessage } from "../../src/compose/message.js";
import { checkLater, checkOptions } from "../../src/outbox/check.js";
import { newMail, outgoing } from "../../src/outbox/content.js";
import type { OutboxOptions, SendLater } from "../../src/outbox/options.js";
import { readEntry } from "../../src/outbox/reading.js";
import { createTransport } from "../../src/transport/transport.js";
import { MINUTE, NOW, later } from "./entries.js";

const TRANSPORT = { gateway: "https://gateway.test", upstream: "mail" };
const MESSAGE = { from: "ada@x.test", to: "bob@x.test", text: "hello" };

test("a mail for later is stored as it can be sent", async () => {
  const transport = createTransport(TRANSPORT);
  const at = later(60 * MINUTE);
  const made = async (message: object, when: SendLater) => {
    return (await newMail(transport, { ...MESSAGE, ...message }, when, NOW)).entry;
  };
  assert.deepEqual((await made({ date: null }, {})).date, NOW);
  assert.deepEqual((await made({}, { at })).date, at);
  assert.equal((await made({}, { at: null } as unknown as SendLater)).at, null);
  const undone = await made({}, { at, undo: 10 });
  assert.deepEqual([undone.notBefore, undone.next], [later(10_000), later(10_000)]);
  const here = await made({}, { at, undo: 10, here: true });
  assert.deepEqual([here.notBefore, here.next], [at, at]);
  transport.close();
});

test("what no server could be given is refused when the mail is stored", async () => {
  const transport = createTransport(TRANSPORT);
  const wrong: [string, unknown][] = [
    ["a control character in the header", { subject: "tab\there\u0007" }],
    ["one in a file's name", { attachments: [{ filename: "a\nb", content: "x" }] }],
    ["a report of what there is not", { dsn: { notify: "sometimes" } }],
    ["a priority beyond the scale", { transferPriority: 42 }],
    ["an address that is too long", { bcc: `${"a".repeat(300)}@x.test` }],
    ["a subject that is no text", { subject: 5 }],
    ["a date that is none", { raw: "Subject: x\n\nx", envelope: MESSAGE, date: "nonsense" }],
  ];
  for (const [what, more] of wrong) {
    const message = { ...MESSAGE, ...(more as object) };
    await assert.rejects(newMail(transport, message, {}, NOW), { code: "bad-input" }, what);
  }
  for (const message of [undefined, null, "hello", []]) {
    const stored = newMail(transport, message as unknown as Message, {}, NOW);
    await assert.rejects(stored, { code: "bad-input", message: /give an object/ });
  }
  transport.close();
});

test("what is stored is read as what it is", async () => {
  const transport = createTransport(TRANSPORT);
  for (const more of [{ subject: false }, { date: false }, { raw: "Subject: x\n\nx" }]) {
    const { entry } = await newMail(transport, { ...MESSAGE, ...more } as Message, {}, NOW);
    assert.equal(readEntry(entry.id, entry), entry);
    assert.deepEqual([entry.subject, entry.date], ["", NOW]);
  }
  transport.close();
});

test("a mail is stored although no wasm is at hand to look at it", async () => {
  // A worker that has ended.
  const worker = Object.assign(new EventTarget(), { postMessage: () => undefined });
  const transport = createTransport({ ...TRANSPORT, worker: worker as unknown as Worker });
  worker.dispatchEvent(new Event("error"));
  const { entry } = await newMail(transport, { ...MESSAGE, transferPriority: 9 }, {}, NOW);
  assert.equal(entry.state, "waiting");
});

test("a mail goes on to those who wait, with what is wished for them", async () => {
  const message: Message = {
    ...MESSAGE,
    to: "bob@x.test, eve@x.test",
    envelope: { dsn: { orcpt: { "bob@x.test": "b@y", "Eve <eve@x.test>": "e@y" } } },
    validSince: { "bob@x.test": NOW },
  };
  const transport = createTransport(TRANSPORT);
  const { entry: stored } = await newMail(transport, message, {}, NOW);
  const [bob, eve] = stored.recipients;
  assert.ok(bob && eve);
  const rest = { ...stored, recipients: [{ ...bob, state: "accepted" as const }, eve] };
  const { wire } = await readMessage(outgoing(message, rest, false));
  const expected = {
    address: "eve@x.test",
    notify: null,
    original: "rfc822;e@y",
    validSince: null,
  };
  assert.deepEqual(wire.to, [expected]);
  transport.close();
});

test("a mail for later fetches nothing where the transport forbids it, whatever the mail says", async () => {
  const message = { ...MESSAGE, disableUrlAccess: false, html: { href: "blob:nothing" } };
  for (const transport of [
    createTransport({ ...TRANSPORT, disableUrlAccess: true }),
    createTransport(TRANSPORT, { disableUrlAccess: true }),
  ]) {
    const stored = newMail(transport, message, {}, NOW);
    await assert.rejects(stored, { code: "bad-input", message: /disableUrlAccess is set/ });
    transport.close();
  }
});

test("a time that is none, or a second one, is refused when the mail is stored", async () => {
  const at = later(60 * MINUTE);
  const wrong: unknown[] = [
    { at: 5 },
    { at: new Date(Number.NaN) },
    { undo: -1 },
    { undo: Number.NaN },
    { here: "yes" },
    { when: at },
    null,
  ];
  for (const given of wrong) {
    assert.throws(() => checkLater(given as SendLater), { code: "bad-input" });
  }
  const holds = createTransport(TRANSPORT, { holdFor: 60 });
  const both = newMail(holds, MESSAGE, { at }, NOW);
  await assert.rejects(both, { code: "bad-input", message: /a time of its own in holdFor/ });
  holds.close();
});

test("options of an outbox are checked as those of a transport", () => {
  checkOptions({ name: "work", keepSent: 0, persist: true, schedule: { giveUp: 1, jitter: 0 } });
  const wrong: unknown[] = [
    null,
    { name: 5 },
    { keepSent: -1 },
    { keepSent: 1001 },
    { persist: "yes" },
    { schedule: 5 },
    { schedule: { giveup: 5 } },
    { schedule: { giveUp: Number.NaN } },
    { schedule: { jitter: 2 } },
    { schedule: { network: { first: 0, longest: 1 } } },
    { schedule: { server: { first: 1 } } },
    { keepsent: 5 },
  ];
  for (const given of wrong) {
    assert.throws(() => checkOptions(given as OutboxOptions), { code: "bad-input" });
  }
});
