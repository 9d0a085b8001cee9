import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import {
  type Message,
  type Transport,
  type TransportEventMap,
  type TransportOptions,
  createTransport,
} from "wsmtp";

import { deferred } from "../../src/runtime/deferred.js";
import { FarEnd, type Rule, friendly } from "../far-end.js";

const wasm = await readFile(new URL("../../../../pkg/wsmtp_wasm_bg.wasm", import.meta.url));

const SENT = ["MAIL FROM:<ada@x>", "RCPT TO:<bob@y>", "DATA", "."];

function transportTo(far: FarEnd, options: Partial<TransportOptions> = {}): Transport {
  const { WebSocket: webSocket } = far;
  return createTransport({
    gateway: "http://127.0.0.1",
    upstream: "mail",
    wasm,
    webSocket,
    ...options,
  });
}

function send(transport: Transport, more: object = {}): Promise<string> {
  return transport.sendMail({ from: "ada@x", to: "bob@y", text: "hello", ...more }).then(
    ({ accepted }) => `accepted ${accepted.join(" ")}`,
    (error: { code: string }) => error.code,
  );
}

function once<K extends keyof TransportEventMap>(transport: Transport, type: K) {
  return new Promise<TransportEventMap[K]["detail"]>((heard) => {
    transport.addEventListener(type, ({ detail }) => heard(detail), { once: true });
  });
}

/** Commands without their parameters. */
function plain(far: FarEnd): string[][] {
  return far.commands.map((lines) => lines.map((line) => line.replace(/>.*/, ">")));
}

/** The server does as the rule says where that says anything. */
function but(rule: (line: string, connection: number) => ReturnType<Rule> | undefined): Rule {
  const other = friendly();
  return (line, connection) => {
    const answer = rule(line, connection);
    return answer === undefined ? other(line, connection) : answer;
  };
}

test("mails go over one connection, one after another, in the order in which they are given", async () => {
  const far = new FarEnd(friendly());
  const transport = transportTo(far);
  const idle = once(transport, "idle");
  const mails = ["bob@y", "eve@y", "ida@y"].map((to) => send(transport, { to }));
  assert.equal(transport.isIdle(), false);
  assert.deepEqual(await Promise.all(mails), [
    "accepted bob@y",
    "accepted eve@y",
    "accepted ida@y",
  ]);
  await idle;
  assert.equal(transport.isIdle(), true);
  const clear = once(transport, "clear");
  transport.close();
  await clear;
  const all = ["bob@y", "eve@y", "ida@y"].flatMap((to) => {
    return SENT.map((line) => line.replace("bob@y", to));
  });
  assert.deepEqual(plain(far), [[...all, "QUIT"]]);
});

test("a queue that is sent from at each idle begins by itself, as with nodemailer's pool", async () => {
  const far = new FarEnd(friendly());
  const transport = transportTo(far);
  const queue = ["bob@y", "eve@y", "ida@y"];
  const sent: Promise<unknown>[] = [];
  let idle = 0;
  transport.addEventListener("idle", () => {
    idle += 1;
    while (transport.isIdle() && queue.length > 0)
      sent.push(send(transport, { to: queue.shift() }));
    if (queue.length === 0) transport.close();
  });
  await once(transport, "clear");
  assert.deepEqual(
    await Promise.all(sent),
    ["bob@y", "eve@y", "ida@y"].map((to) => `accepted ${to}`),
  );
  assert.equal(idle, 4);
});

test("a transport that is closed or busy at once does not begin idle", async () => {
  const closed = transportTo(new FarEnd(friendly()));
  const busy = transportTo(new FarEnd(friendly()));
  const told: string[] = [];
  closed.addEventListener("idle", () => told.push("closed"));
  busy.addEventListener("idle", () => told.push("busy"));
  closed.close();
  await send(busy);
  busy.close({ force: true });
  assert.deepEqual(told, ["busy"]);
});

test("behind a mail that was refused, the next one begins with RSET", async () => {
  const far = new FarEnd(but((line) => (line === "RCPT TO:<no@y>" ? "550 no" : undefined)));
  const transport = transportTo(far);
  assert.equal(await send(transport, { to: "no@y" }), "recipient-refused");
  assert.equal(await send(transport), "accepted bob@y");
  transport.close();
  await once(transport, "clear");
  const [heard = []] = plain(far);
  assert.deepEqual(heard, ["MAIL FROM:<ada@x>", "RCPT TO:<no@y>", "RSET", ...SENT, "QUIT"]);
});

test("a mail that is too large, or asks for too much, fails at once and leaves the connection to others", async () => {
  for (const [offer, more, outcome] of [
    ["SIZE 400", { text: "x".repeat(500) }, "too-large"],
    ["FUTURERELEASE 60 2026-01-01T00:00:00Z", { holdFor: 3600 }, "limit"],
  ] as const) {
    const far = new FarEnd(friendly(offer));
    const transport = transportTo(far);
    await transport.warm();
    assert.equal(await send(transport, more), outcome);
    assert.equal(await send(transport), "accepted bob@y");
    transport.close({ force: true });
    assert.equal(far.connections.length, 1);
  }
});

test("no more mails go over a connection than the server or the page says", async () => {
  for (const [offer, options] of [
    ["LIMITS MAILMAX=2", {}],
    ["HELP", { maxMessages: 2 }],
  ] as const) {
    const far = new FarEnd(friendly(offer));
    const transport = transportTo(far, options);
    for (let mail = 0; mail < 3; mail++) assert.equal(await send(transport), "accepted bob@y");
    transport.close();
    await once(transport, "clear");
    assert.deepEqual(plain(far), [
      [...SENT, ...SENT, "QUIT"],
      [...SENT, "QUIT"],
    ]);
  }
});

test("recipients whom one session is too short for get the mail over the next ones", async () => {
  const far = new FarEnd(friendly("LIMITS RCPTMAX=1 MAILMAX=2"));
  const transport = transportTo(far);
  const to = ["bob@y", "eve@y", "ida@y", "leo@y", "kim@y"];
  assert.equal(await send(transport, { to }), `accepted ${to.join(" ")}`);
  assert.equal(await send(transport), "accepted bob@y");
  transport.close({ force: true });
  const asked = far.commands.map((lines) => lines.filter((line) => line.startsWith("RCPT")));
  assert.deepEqual(
    asked.map((lines) => lines.length),
    [2, 2, 2],
  );
  assert.deepEqual(
    asked.flat(),
    [...to, "bob@y"].map((address) => `RCPT TO:<${address}>`),
  );
});

test("each recipient has an outcome of their own, in whatever session, and none is asked for again", async () => {
  for (const [answer, outcome] of [
    ["554 no more mails today", "sender-refused"],
    ["451 later", "sender-refused"],
    [{ close: 1006 }, "gateway-down"],
  ] as const) {
    const far = new FarEnd((line, at) =>
      at === 1 && line.startsWith("MAIL")
        ? answer
        : friendly("LIMITS RCPTMAX=1 MAILMAX=1")(line, at),
    );
    const transport = transportTo(far);
    const info = await transport.sendMail({ from: "ada@x", to: ["bob@y", "eve@y", "ida@y"] });
    transport.close({ force: true });
    assert.deepEqual(info.accepted, ["bob@y"]);
    assert.deepEqual(info.rejected, ["eve@y", "ida@y"]);
    for (const { code } of info.rejectedErrors) assert.equal(code, outcome);
    assert.equal(far.connections.length, 2);
  }
});

test("a mail whose outcome is unknown goes to nobody a second time", async () => {
  const limits = friendly("LIMITS RCPTMAX=1 MAILMAX=2");
  const far = new FarEnd((line, at) => {
    return at === 1 && line === "." ? { close: 1006 } : limits(line, at);
  });
  const transport = transportTo(far, { chunking: false });
  const to = ["bob@y", "eve@y", "ida@y", "leo@y"];
  const info = await transport.sendMail({ from: "ada@x", to, text: "hello" });
  transport.close({ force: true });
  assert.deepEqual(info.accepted, ["bob@y", "eve@y"]);
  assert.equal(info.rejectedErrors[0]?.code, "outcome-unknown");
  assert.equal(far.commands.flat().filter((line) => line === "RCPT TO:<ida@y>").length, 1);
});

test("domains that a session takes no more go over another one", async () => {
  const far = new FarEnd(friendly("LIMITS RCPTDOMAINMAX=1"));
  const transport = transportTo(far);
  assert.equal(await send(transport), "accepted bob@y");
  assert.equal(await send(transport, { to: "bob@z" }), "accepted bob@z");
  transport.close({ force: true });
  assert.equal(far.connections.length, 2);
});

test("a connection that breaks while no mail needs it is told of, and the next mail opens another", async () => {
  const far = new FarEnd(friendly());
  const transport = transportTo(far);
  assert.equal(await send(transport), "accepted bob@y");
  const [error, clear] = [once(transport, "error"), once(transport, "clear")];
  far.connections[0]?.end(1006);
  assert.equal((await error).code, "gateway-down");
  await clear;
  assert.equal(await send(transport), "accepted bob@y");
  transport.close({ force: true });
  assert.deepEqual(plain(far), [SENT, SENT]);
});

test("a kept connection that turns out to be dead is replaced before anything was sent, once", async () => {
  for (const answer of ["421 too long idle", { close: 1006 }, "554 5.3.2 no more", "no reply"]) {
    let mails = 0;
    const far = new FarEnd(
      but((line) => (line.startsWith("MAIL") && (mails += 1) === 2 ? answer : undefined)),
    );
    const transport = transportTo(far);
    assert.equal(await send(transport), "accepted bob@y");
    // What the server says no to is no dead connection.
    const lasting = answer === "554 5.3.2 no more";
    assert.equal(await send(transport), lasting ? "sender-refused" : "accepted bob@y");
    transport.close({ force: true });
    assert.equal(far.connections.length, lasting ? 1 : 2, JSON.stringify(answer));
  }
  const dead = new FarEnd(
    but((line, at) => (line.startsWith("MAIL") && at > 0 ? "421 go" : undefined)),
  );
  const transport = transportTo(dead, { maxMessages: 1 });
  assert.equal(await send(transport), "accepted bob@y");
  assert.equal(await send(transport), "server-closed");
  assert.equal(dead.connections.length, 2);
});

test("a mail that may have been taken is never begun again", async () => {
  for (const [answer, outcome] of [
    [{ close: 1006 }, "outcome-unknown"],
    ["421 no room", "server-closed"],
    ["451 not now", "message-refused"],
  ] as const) {
    let ends = 0;
    const far = new FarEnd(but((line) => (line === "." && (ends += 1) === 2 ? answer : undefined)));
    const transport = transportTo(far);
    assert.equal(await send(transport), "accepted bob@y");
    assert.equal(await send(transport), outcome);
    assert.equal(far.connections.length, 1);
    assert.equal(await send(transport), "accepted bob@y");
    transport.close({ force: true });
  }
});

test("a connection is opened while a person writes, and left when nothing comes of it", async () => {
  const far = new FarEnd(friendly());
  const transport = transportTo(far, { idleTimeout: 1 });
  await transport.warm();
  await once(transport, "clear");
  assert.deepEqual(plain(far), [["QUIT"]]);

  const kept = transportTo(far);
  await kept.warm();
  await kept.warm();
  assert.equal(await send(kept), "accepted bob@y");
  kept.close({ force: true });
  assert.deepEqual(plain(far).slice(1), [SENT]);
});

test("a server may take longer to greet than a connection is kept that nobody uses", async ({
  mock: { timers },
}) => {
  timers.enable({ apis: ["setTimeout"] });
  const far = new FarEnd(but((line) => (line === "" ? null : undefined)));
  const transport = transportTo(far, { idleTimeout: 1_000 });
  /** What is to be done at once is done, until this holds. */
  const until = async (holds: () => boolean): Promise<void> => {
    for (; !holds(); timers.tick(1)) await new Promise((next) => setImmediate(next));
  };
  let outcome = "";
  transport.warm().then(
    () => (outcome = "ready"),
    ({ code }) => (outcome = code),
  );
  await until(() => far.connections[0]?.heard.length === 1);
  // For the connection to be left, and for the server to say goodbye.
  for (const time of [1_000, 10_000]) {
    timers.tick(time);
    await new Promise((next) => setImmediate(next));
  }
  far.connections[0]?.say("220 mx ready");
  await until(() => outcome !== "");
  assert.equal(outcome, "ready");
  assert.deepEqual(plain(far), [[]]);
  timers.tick(1_000);
  await until(() => plain(far)[0]?.length === 1);
  assert.deepEqual(plain(far), [["QUIT"]]);
});

test("without a pool the connection is left after each mail", async () => {
  const far = new FarEnd(friendly());
  const transport = transportTo(far, { pool: false });
  for (let mail = 0; mail < 2; mail++) {
    assert.equal(await send(transport), "accepted bob@y");
    await once(transport, "clear");
  }
  assert.deepEqual(plain(far), [
    [...SENT, "QUIT"],
    [...SENT, "QUIT"],
  ]);
});

test("warming and verifying say what is wrong, and nobody has to listen", async () => {
  const auth = { user: "ada", pass: "pencil" };
  const offers = friendly("AUTH PLAIN");
  const far = new FarEnd((line, at) =>
    line.startsWith("AUTH") ? "535 5.7.8 no" : offers(line, at),
  );
  const transport = transportTo(far, { auth, allowCleartextAuth: true });
  const deaf = transport.warm();
  await assert.rejects(transport.verify(), { code: "wrong-password" });
  await assert.rejects(deaf, { code: "wrong-password" });
  const good = transportTo(new FarEnd(friendly()));
  assert.equal(await good.verify(), true);
  good.close({ force: true });
});

test("a kept connection that has died is replaced in verifying, too", async () => {
  const far = new FarEnd(but((line, at) => (line === "NOOP" && at === 0 ? "421 go" : undefined)));
  const transport = transportTo(far);
  await transport.warm();
  assert.equal(await transport.verify(), true);
  transport.close({ force: true });
  assert.deepEqual(plain(far), [["NOOP"], []]);
});

test("a session hears no more of what is over", async ({ mock }) => {
  const heard = new Set<EventTarget>();
  const { addEventListener } = EventTarget.prototype;
  mock.method(EventTarget.prototype, "addEventListener", function (this: EventTarget, ...how) {
    if (how[0] === "progress") heard.add(this);
    addEventListener.apply(this, how);
  } as typeof addEventListener);
  const transport = transportTo(new FarEnd(friendly()));
  await transport.verify();
  const [session] = heard;
  assert.ok(session !== undefined);
  const before = getEventListeners(session, "progress").length;
  await transport.verify();
  assert.equal(getEventListeners(session, "progress").length, before);
  // The transport's own, which tells the page.
  assert.equal(before, 1);
  transport.close({ force: true });
});

test("a closed transport finishes the mail that is under way, and takes no other", async () => {
  const far = new FarEnd(friendly());
  const transport = transportTo(far);
  const mails = [send(transport), send(transport)];
  await once(transport, "transcript");
  transport.close();
  assert.deepEqual(await Promise.all([...mails, send(transport)]), [
    "accepted bob@y",
    "closed",
    "closed",
  ]);
  await assert.rejects(transport.warm(), { code: "closed" });
  await assert.rejects(transport.verify(), { code: "closed" });
  await assert.rejects(transport.compose({ from: "ada@x", to: "bob@y" }), { code: "closed" });
  assert.throws(() => transport.connect(), { code: "closed" });
  assert.deepEqual(plain(far), [[...SENT, "QUIT"]]);
});

test("a mail whose turn it is goes out, though its transport was closed before there was a connection", async () => {
  const far = new FarEnd(friendly());
  const transport = transportTo(far);
  const mail = send(transport);
  transport.close();
  assert.equal(await mail, "accepted bob@y");
  await once(transport, "clear");
  assert.deepEqual(plain(far), [[...SENT, "QUIT"]]);
});

test("a transport that is closed by force ends what is under way", async () => {
  const far = new FarEnd(but((line) => (line.startsWith("MAIL") ? null : undefined)));
  const transport = transportTo(far);
  const session = transport.connect();
  const mails = [send(transport), send(transport)];
  transport.addEventListener("transcript", ({ detail }) => {
    if (detail.text.startsWith("MAIL")) transport.close({ force: true });
  });
  assert.deepEqual(await Promise.all(mails), ["closed", "closed"]);
  await session.closed;
});

test("a mail that is still being composed when its transport is closed by force never goes out", async () => {
  for (const asked of ["sendMail", "compose"] as const) {
    const far = new FarEnd(friendly());
    const transport = transportTo(far);
    const { promise: cancelled, resolve: cancel } = deferred<void>();
    const content = new ReadableStream<string>({ cancel });
    const mail = { from: "ada@x", to: "bob@y", attachments: [{ content }] };
    setTimeout(() => transport.close({ force: true }));
    await assert.rejects(transport[asked](mail), { code: "closed" });
    await cancelled;
    assert.equal(transport.isIdle(), true);
    assert.equal(far.connections.length, 0);
  }
});

test("a mail whose composing cannot be stopped is not sent after its transport is closed by force", async () => {
  const far = new FarEnd(friendly());
  const transport = transportTo(far);
  const { promise: signed, resolve: sign } = deferred<string>();
  const dkim = (): Promise<string> => {
    setTimeout(() => transport.close({ force: true }));
    return signed;
  };
  assert.equal(await send(transport, { dkim }), "closed");
  sign("v=1");
  await new Promise((over) => setTimeout(over));
  assert.equal(far.connections.length, 0);
});

test("defaults are true of mails that do not say otherwise", async () => {
  const far = new FarEnd(friendly());
  const transport = createTransport(
    { gateway: "http://127.0.0.1", upstream: "mail", wasm, webSocket: far.WebSocket },
    { from: "page@x", text: "hello" },
  );
  for (const own of [{ from: "ada@x" }, {}, { from: undefined }]) {
    await transport.sendMail({ to: "bob@y", ...own } as Message);
  }
  transport.close({ force: true });
  const from = far.commands.flat().filter((line) => line.startsWith("MAIL"));
  assert.deepEqual(
    from,
    ["ada@x", "page@x", "page@x"].map((one) => `MAIL FROM:<${one}>`),
  );
});

test("what the server offers is known while there is a connection", async () => {
  const transport = transportTo(new FarEnd(friendly("SIZE 20000")));
  const size = () => transport.info?.size;
  assert.equal(size(), undefined);
  await transport.warm();
  assert.equal(size(), 20_000);
  transport.close();
  assert.equal(size(), undefined);
});

test("warming during the last mail of a connection harms neither", async () => {
  const far = new FarEnd(but((line, at) => (line === "." && at === 0 ? null : undefined)));
  const transport = transportTo(far, { maxMessages: 1, chunking: false });
  const sent = send(transport);
  await new Promise<void>((stuck) => {
    transport.addEventListener("transcript", ({ detail: { text } }) => text === "." && stuck());
  });
  await transport.warm();
  assert.equal(far.connections.length, 1);
  far.connections[0]?.say("250 taken");
  assert.equal(await sent, "accepted bob@y");
  assert.equal(await send(transport), "accepted bob@y");
  transport.close({ force: true });
  assert.deepEqual(plain(far), [[...SENT, "QUIT"], SENT]);
});
