import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { beforeEach, test } from "node:test";
import { type TransportOptions, WsmtpError, createTransport } from "wsmtp";

import { freshToken } from "../src/session/token.js";
import { Loopback } from "./loopback.js";

Object.assign(globalThis, { WebSocket: Loopback });

const wasm = await readFile(new URL("../../../pkg/wsmtp_wasm_bg.wasm", import.meta.url));
const MAIL = { from: "ada@x", to: "bob@y", text: "hello" };

beforeEach(() => {
  Loopback.latest = null;
  Loopback.ready = false;
  Loopback.offers = [];
});

function transport(options: Partial<TransportOptions>) {
  return createTransport({ gateway: "http://127.0.0.1", upstream: "mail", wasm, ...options });
}

/** The first message of the session that was opened last. */
function open(): unknown {
  return JSON.parse(Loopback.latest?.heard[0] ?? "null");
}

async function failure(source: TransportOptions["token"]): Promise<WsmtpError> {
  const session = transport({ token: source }).connect();
  const error: unknown = await session.ready.then(
    () => assert.fail("it opened"),
    (error: unknown) => error,
  );
  assert.ok(error instanceof WsmtpError);
  assert.equal(Loopback.latest, null, "the gateway heard of it");
  return error;
}

test("a token goes into the first message", async () => {
  const session = transport({ token: "a.b.c" }).connect();
  await session.ready;
  assert.deepEqual(open(), { type: "open", upstream: "mail", token: "a.b.c" });
  session.close();
});

test("each session asks for a token of its own", async () => {
  let made = 0;
  const each = transport({ token: async () => `token-${++made}` });
  assert.equal(made, 0);
  for (const token of ["token-1", "token-2"]) {
    const session = each.connect();
    await session.ready;
    assert.deepEqual(open(), { type: "open", upstream: "mail", token });
    session.close();
  }
});

test("no token is no field", async () => {
  for (const token of [undefined, "", () => ""]) {
    const session = transport({ token }).connect();
    await session.ready;
    assert.deepEqual(open(), { type: "open", upstream: "mail" });
    session.close();
  }
});

test("a token that cannot be had ends the session before it begins", async () => {
  const offline = await failure(async () => Promise.reject(new Error("offline")));
  assert.equal(offline.code, "token-missing");
  assert.equal(offline.temporary, true);
  assert.match(offline.message, /offline.*sign in to this site/);

  const own = new WsmtpError("closed", "nobody is signed in: do so");
  const told = await failure(() => Promise.reject(own));
  assert.equal(told, own);

  const number = await failure((() => 5) as unknown as () => string);
  assert.equal(number.code, "bad-input");
});

test("nobody waits for a token for ever", async ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const waiting = freshToken(
    () => new Promise<string>(() => undefined),
    new AbortController().signal,
  );
  mock.timers.tick(30_000);
  await assert.rejects(waiting, { code: "token-missing", message: /30 seconds/ });
});

test("a session that is closed while its token is made never begins", async () => {
  let made = (_: string): void => undefined;
  const session = transport({
    token: () => new Promise<string>((give) => (made = give)),
  }).connect();
  session.close();
  await session.closed;
  made("too-late");
  await assert.rejects(session.ready, { code: "closed" });
  assert.equal(Loopback.latest, null);
});

test("where the gateway has signed in, the mail comes first and the password stays here", async () => {
  Loopback.ready = true;
  Loopback.offers = ["PIPELINING", "SIZE 1000"];
  const auth = { user: "ada", pass: "s3cret" };
  const session = transport({ auth, allowCleartextAuth: true, chunking: false }).connect();
  const { accepted, server } = await session.sendMail(MAIL);
  assert.deepEqual([accepted, server], [["bob@y"], "mx"]);
  assert.deepEqual(session.info.capabilities, ["PIPELINING", "SIZE 1000"]);
  const heard = Loopback.latest?.commands.slice(1) ?? [];
  assert.match(heard[0] ?? "", /^MAIL FROM:<ada@x> SIZE=\d+$/);
  assert.deepEqual(heard.slice(1), ["RCPT TO:<bob@y>", "DATA", "."]);
  session.close();
});
