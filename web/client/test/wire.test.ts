import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { type Message, type TransportOptions, WsmtpError, createTransport } from "wsmtp";

import { Loopback } from "./loopback.js";

Object.assign(globalThis, { WebSocket: Loopback });

const wasm = await readFile(new URL("../../../pkg/wsmtp_wasm_bg.wasm", import.meta.url));
const MAIL: Message = { from: "ada@x", to: "bob@y", text: "hello", messageId: "1@x" };

/** What the server hears of a mail, from EHLO to the mail's content or as far as it comes. */
async function hear(
  offers: readonly string[],
  options: Partial<TransportOptions>,
  message: Partial<Message> = {},
): Promise<string[]> {
  Loopback.offers = offers;
  Loopback.latest = null;
  const fixed = { gateway: "http://127.0.0.1", upstream: "mail", chunking: false, wasm };
  const session = createTransport({ ...fixed, ...options }).connect();
  const sent = session.sendMail({ ...MAIL, ...message });
  const error = await sent.then(() => null).catch((error: unknown) => error);
  assert.ok(error === null || error instanceof WsmtpError);
  session.close();
  const heard = Loopback.latest as Loopback | null;
  return [...(heard?.commands.slice(1) ?? []), ...(error === null ? [] : [error.code])];
}

test("wishes are written as their RFCs say", async () => {
  const offers = [
    "DSN",
    "DELIVERBY",
    "FUTURERELEASE 9999 2100-01-01T00:00:00Z",
    "MT-PRIORITY",
    "RRVS",
  ];
  const asked: [Partial<Message>, string, string][] = [
    [{}, "", ""],
    [{ dsn: { id: "a b" } }, " ENVID=a+20b", ""],
    [{ dsn: { return: "full" } }, " RET=FULL", ""],
    [{ dsn: { return: "headers", notify: "never" } }, " RET=HDRS", " NOTIFY=NEVER"],
    [{ dsn: { notify: ["failure", "success"] } }, "", " NOTIFY=SUCCESS,FAILURE"],
    [{ dsn: { recipient: "list@z" } }, "", " ORCPT=rfc822;list@z"],
    [{ dsn: { recipient: { "Bob <bob@y>": "x400;a+b" } } }, "", " ORCPT=x400;a+2Bb"],
    [{ dsn: { ret: "BODY" as "full" } }, " RET=FULL", ""],
    [{ deliverBy: { seconds: 90, late: "return" } }, " BY=90;R", ""],
    [{ deliverBy: { seconds: -1, late: "notify", trace: true } }, " BY=-1;NT", ""],
    [{ holdFor: 60 }, " HOLDFOR=60", ""],
    [{ holdUntil: new Date(1_900_000_000_999) }, " HOLDUNTIL=2030-03-17T17:46:40Z", ""],
    [{ validSince: new Date(1_900_000_000_000) }, "", " RRVS=2030-03-17T17:46:40Z"],
    [{ validSince: { "bob@y": new Date(0) } }, "", " RRVS=1970-01-01T00:00:00Z"],
    [{ validSince: { "bob@y": undefined as unknown as Date } }, "", ""],
    [{ transferPriority: -9 }, " MT-PRIORITY=-9", ""],
  ];
  for (const [message, mail, rcpt] of asked) {
    const heard = await hear(offers, {}, message);
    const expected = [`MAIL FROM:<ada@x>${mail}`, `RCPT TO:<bob@y>${rcpt}`];
    assert.deepEqual(heard.slice(1, 3), expected, JSON.stringify(message));
  }
  const never = new Date("never");
  for (const message of [
    { holdUntil: never },
    { validSince: never },
    { holdFor: 1, holdUntil: new Date() },
  ]) {
    assert.deepEqual((await hear(offers, {}, message)).at(-1), "bad-input");
  }
});

test("octets and addresses beyond ASCII ask for what carries them, or for nothing", async () => {
  const offers = ["8BITMIME", "SMTPUTF8"];
  const mail = async (message: Partial<Message>, offered = offers) =>
    (await hear(offered, {}, message)).find((line) => line.startsWith("MAIL"));
  assert.equal(await mail({ text: "Grüße" }), "MAIL FROM:<ada@x>");
  assert.equal(await mail({ bcc: "zoë@y" }), "MAIL FROM:<ada@x> SMTPUTF8");
  assert.equal(await mail({ cc: "zoë@y" }), "MAIL FROM:<ada@x> BODY=8BITMIME SMTPUTF8");
  assert.equal(await mail({ raw: "Subject: a\r\n\r\nGrüße" }), "MAIL FROM:<ada@x> BODY=8BITMIME");
  assert.deepEqual((await hear([], {}, { bcc: "zoë@y" })).at(-1), "not-offered");
});

test("the browser's tables write a domain in ASCII, and let none become another", async () => {
  const hello = async (name: string) => (await hear([], { name }))[0];
  assert.equal(await hello("bücher.example"), "EHLO xn--bcher-kva.example");
  assert.equal(await hello("例え.テスト"), "EHLO xn--r8jz45g.xn--zckzah");
  for (const name of ["a／b", "ａ＠ｂ", "１.２", "xn--\u{fc}"]) {
    assert.equal(await hello(name), "bad-input", name);
  }
  const from = await hear([], {}, { envelope: { from: "ada@bücher.example" } });
  assert.equal(from[1], "MAIL FROM:<ada@xn--bcher-kva.example>");
});

test("nobody signs in as nobody in particular", async () => {
  const auth = { type: "anonymous", trace: "a guest" } as const;
  const heard = await hear(["AUTH ANONYMOUS"], { auth, allowCleartextAuth: true });
  assert.equal(heard[1], `AUTH ANONYMOUS ${btoa("a guest")}`);
});

test("SCRAM says a prepared name, and never the same nonce again", async () => {
  const first = async (user: string) => {
    const auth = { user, pass: "pencil" };
    const heard = await hear(["AUTH SCRAM-SHA-256"], { auth, allowCleartextAuth: true });
    assert.equal(heard.at(-1), "server-unproven");
    return atob(heard[1]?.replace("AUTH SCRAM-SHA-256 ", "") ?? "");
  };
  const ours = /^n,,n=IX,r=([A-Za-z0-9+/]{32})$/;
  const nonces = [await first("I\u{ad}X"), await first("\u{2168}")].map((said) => {
    assert.match(said, ours);
    return ours.exec(said)?.[1];
  });
  assert.notEqual(nonces[0], nonces[1]);
});
