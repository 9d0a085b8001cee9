import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { type Session, type TransportOptions, Transcript, createTransport } from "wsmtp";

import { deferred } from "../../src/runtime/deferred.js";
import { createTransport as fromSource } from "../../src/transport/transport.js";
import { type Answer, FarEnd, type Rule, friendly } from "../far-end.js";

const wasm = await readFile(new URL("../../../../pkg/wsmtp_wasm_bg.wasm", import.meta.url));

const MAIL = { from: "ada@x", to: "bob@y", text: "hello" };

function transportTo(far: FarEnd, options: Partial<TransportOptions> = {}) {
  const { WebSocket: webSocket } = far;
  const to = { gateway: "http://127.0.0.1", upstream: "mail", wasm, webSocket };
  return createTransport({ ...to, ...options });
}

function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "done",
    (error: { code?: string }) => error.code ?? String(error),
  );
}

/** A WebSocket that never opens. */
const deaf = class {
  close(): void {}
};

/** Friendly, but for lines that begin with one of these words. */
function but(answers: Record<string, Answer>, ...offers: string[]): Rule {
  const other = friendly(...offers);
  return (line, connection) => {
    const word = Object.keys(answers).find((word) => line.startsWith(word) && line !== "");
    return word === undefined ? other(line, connection) : (answers[word] ?? null);
  };
}

test("each command is one promise and what the server said to it", async () => {
  const far = new FarEnd(
    but({ "HELP MAIL": "214 like so", VRFY: "252 who knows", EXPN: ["250-ada@x", "250 bob@x"] }),
  );
  const session = transportTo(far).connect();
  const transcript = Transcript.record(session);
  const replies = await Promise.all([
    session.noop(),
    session.reset(),
    session.help("MAIL"),
    session.verify("ada"),
    session.expand("staff"),
    session.raw("XYZZY").then(([reply]) => reply),
  ]);
  assert.deepEqual(
    replies.map((reply) => `${reply?.code} ${reply?.text}`),
    ["250 fine", "250 fine", "214 like so", "252 who knows", "250 ada@x\nbob@x", "250 fine"],
  );
  await session.quit();
  const said = ["NOOP", "RSET", "HELP MAIL", "VRFY ada", "EXPN staff", "XYZZY", "QUIT"];
  assert.deepEqual(far.commands, [said]);
  const vrfy = [...transcript].find(({ text }) => text === "VRFY ada");
  assert.equal(vrfy?.direction, "C");
  assert.match(vrfy?.meaning ?? "", /knows a user/);
  const reply = [...transcript].find(({ text }) => text === "252 who knows");
  assert.match(reply?.meaning ?? "", /cannot tell whether the address exists/);
  const times = [...transcript].map(({ at }) => at);
  assert.deepEqual(
    times,
    [...times].sort((a, b) => a - b),
  );
});

test("what no command can hold is refused, and the session goes on", async () => {
  const session = transportTo(new FarEnd(friendly())).connect();
  assert.equal(await codeOf(session.verify("ada\r\nRSET")), "bad-input");
  assert.equal(await codeOf(session.raw("x".repeat(100_000))), "bad-input");
  assert.equal(await codeOf(session.noop()), "done");
  session.close();
});

test("a refusal tells what was said, what it means, and to whom", async () => {
  const far = new FarEnd(but({ "RCPT TO:<bob@y>": "550 5.1.1 no such user" }));
  const session = transportTo(far).connect();
  await assert.rejects(session.sendMail(MAIL), {
    name: "WsmtpError",
    code: "recipient-refused",
    temporary: false,
    step: "recipient",
    recipient: "bob@y",
    reply: { code: 550, enhanced: "5.1.1", text: "no such user" },
    explanation: /no mailbox with this address/,
  });
  session.close();
});

test("no secret is in a transcript, whoever says it", async () => {
  const echo = but({ AUTH: "535 5.7.8 no, not with czNjcmV0 nor s3cret" }, "AUTH PLAIN");
  const auth = { user: "ada", pass: "s3cret" };
  const session = transportTo(new FarEnd(echo), { auth, allowCleartextAuth: true }).connect();
  const transcript = Transcript.record(session);
  const error: unknown = await session.ready.catch((error: unknown) => error);
  const told = `${transcript.toText()} ${JSON.stringify(transcript)} ${String(error)} ${JSON.stringify(error)}`;
  assert.match(told, /AUTH PLAIN \*\*\*/);
  assert.doesNotMatch(told, /s3cret|czNjcmV0/);
});

test("an access token is asked for at each sign-in, and once anew where it is refused", async () => {
  const word = (token: string): string => btoa(`n,a=ada,\u0001auth=Bearer ${token}\u0001\u0001`);
  for (const [good, outcome, asked] of [
    ["token-1", "done", [false]],
    ["token-2", "done", [false, true]],
    ["token-3", "wrong-password", [false, true]],
  ] as const) {
    const renewed: boolean[] = [];
    const rule = but(
      { [`AUTH OAUTHBEARER ${word(good)}`]: "235 welcome", AUTH: "535 5.7.8 expired" },
      "AUTH OAUTHBEARER",
    );
    const accessToken = ({ user, renew }: { user: string; renew: boolean }): string => {
      assert.equal(user, "ada");
      return `token-${renewed.push(renew)}`;
    };
    const auth = { type: "OAuth2", user: "ada", accessToken } as const;
    const far = new FarEnd(rule);
    const transport = transportTo(far, { auth, allowCleartextAuth: true });
    assert.equal(await codeOf(transport.verify()), outcome);
    assert.deepEqual(renewed, asked);
    assert.equal(far.connections.length, asked.length);
    transport.close({ force: true });
  }
});

test("an access token that cannot be had, and one that cannot be renewed, end the session", async () => {
  const far = new FarEnd(but({ AUTH: "535 5.7.8 no" }, "AUTH OAUTHBEARER"));
  const verify = (accessToken: string | (() => string)): Promise<string> => {
    const auth = { type: "OAuth2", user: "ada", accessToken } as const;
    return codeOf(transportTo(far, { auth, allowCleartextAuth: true }).verify());
  };
  const failing = (): string => {
    throw new Error("offline");
  };
  assert.equal(await verify(failing), "sign-in-needed");
  assert.equal(await verify((() => 5) as unknown as () => string), "bad-input");
  assert.equal(far.connections.length, 0);
  assert.equal(await verify("stale"), "wrong-password");
  assert.equal(far.connections.length, 1);
});

test("a way without TLS is none where TLS is required", async () => {
  const far = new FarEnd(friendly());
  const transport = transportTo(far, { requireTLS: true });
  assert.equal(await codeOf(transport.sendMail(MAIL)), "insecure");
  assert.deepEqual(far.commands, [[]]);
});

test("where there is no WebSocket, the page is told to give one", async () => {
  const { WebSocket: real } = globalThis;
  Object.assign(globalThis, { WebSocket: undefined });
  const transport = transportTo(new FarEnd(friendly()), { webSocket: undefined });
  await assert.rejects(transport.verify(), { code: "bad-input", message: /give .* webSocket/ });
  Object.assign(globalThis, { WebSocket: real });
});

test("nobody waits longer than the page says", async () => {
  const silent = new FarEnd(() => null);
  const greeting = transportTo(silent, { greetingTimeout: 1 });
  await assert.rejects(greeting.verify(), { code: "timeout", message: /greet/, temporary: true });

  const connection = transportTo(silent, { connectionTimeout: 1, webSocket: deaf });
  await assert.rejects(connection.verify(), { code: "timeout", message: /not reached/ });

  const stuck = new FarEnd(but({ "MAIL FROM": null }));
  const socket = transportTo(stuck, { socketTimeout: 1_000 });
  await assert.rejects(socket.sendMail(MAIL), { code: "timeout", message: /sign of life/ });
  socket.close({ force: true });
});

test("a mail can be stopped at every step, at once, and harms no other", async () => {
  const never = new Promise<never>(() => undefined);
  const far = new FarEnd(friendly());
  const stop = (): [AbortController, object] => {
    const controller = new AbortController();
    return [controller, { code: "closed", cause: controller.signal }];
  };
  const steps: [string, Partial<TransportOptions>, object][] = [
    ["token", { token: () => never }, {}],
    ["connection", { webSocket: deaf }, {}],
    ["attachment", {}, { attachments: [{ content: new ReadableStream() }] }],
  ];
  for (const [step, options, more] of steps) {
    const transport = transportTo(far, options);
    const [controller, error] = stop();
    const sent = transport.sendMail({ ...MAIL, ...more }, { signal: controller.signal });
    setTimeout(() => controller.abort(controller.signal));
    await assert.rejects(sent, error, step);
    transport.close({ force: true });
  }
  assert.equal(far.connections.length, 0);

  const transport = transportTo(far);
  const [controller, error] = stop();
  const first = transport.sendMail(MAIL);
  const waiting = transport.sendMail(MAIL, { signal: controller.signal });
  const last = transport.sendMail({ ...MAIL, signal: AbortSignal.timeout(60_000) });
  controller.abort(controller.signal);
  await assert.rejects(waiting, error);
  assert.deepEqual(await Promise.all([codeOf(first), codeOf(last)]), ["done", "done"]);
  assert.equal(far.connections.length, 1);
  await assert.rejects(transport.sendMail(MAIL, { signal: controller.signal }), error);
  transport.close({ force: true });
});

test("a mail that is stopped on its way ends its connection, and the next one has another", async () => {
  const far = new FarEnd((line, at) => (line === "." && at === 0 ? null : friendly()(line, at)));
  const transport = transportTo(far);
  const controller = new AbortController();
  const { signal } = controller;
  const onTranscript = ({ text }: { text: string }): void => {
    if (text.startsWith("RCPT")) queueMicrotask(() => controller.abort("changed my mind"));
  };
  const stopped = transport.sendMail(MAIL, { signal, onTranscript });
  const next = transport.sendMail(MAIL);
  await assert.rejects(stopped, { code: "closed", cause: "changed my mind" });
  assert.equal(await codeOf(next), "done");
  assert.equal(far.connections.length, 2);
  transport.close({ force: true });
});

test("a command can be stopped, too", async () => {
  const far = new FarEnd(but({ NOOP: null }));
  const session = transportTo(far).connect();
  const [first, second] = [new AbortController(), new AbortController()];
  const noop = session.noop({ signal: first.signal });
  const reset = session.reset({ signal: second.signal });
  second.abort();
  assert.equal(await codeOf(reset), "closed");
  session.addEventListener("transcript", ({ detail }) => {
    if (detail.text === "NOOP") queueMicrotask(() => first.abort());
  });
  assert.equal(await codeOf(noop), "closed");
  await session.closed;
});

test("a logger hears lines where it is asked to, and of what goes wrong", async () => {
  const heard: string[] = [];
  const tell =
    (level: string) =>
    (_: object, message: string): void =>
      void heard.push(`${level} ${message}`);
  const logger = {
    debug: tell("debug"),
    info: tell("info"),
    warn: tell("warn"),
    error: tell("error"),
  };
  for (const debug of [false, true]) {
    const far = new FarEnd(friendly());
    const transport = transportTo(far, { logger, debug, chunking: false });
    const clear = new Promise((over) => transport.addEventListener("clear", over));
    await assert.rejects(transport.sendMail({ ...MAIL, to: "nobody" }), { code: "bad-input" });
    await transport.sendMail(MAIL);
    transport.close();
    await clear;
  }
  const lines = heard.filter((line) => line.startsWith("debug "));
  assert.ok(lines.includes("debug C: RCPT TO:<bob@y>"));
  assert.equal(lines.filter((line) => line.startsWith("debug S: 220")).length, 1);
  assert.equal(heard.filter((line) => line.startsWith("info ")).length, 4);
  assert.equal(heard.filter((line) => line.startsWith("error ")).length, 2);
});

test("the time for a goodbye begins when the mail before it is over", async () => {
  const far = new FarEnd(but({ ".": null, QUIT: null }));
  const { WebSocket: webSocket } = far;
  const to = { gateway: "http://127.0.0.1", upstream: "mail", wasm, webSocket };
  const session = fromSource({ ...to, chunking: false }).connect();
  const sent = session.sendMail(MAIL);
  await new Promise<void>((stuck) => {
    session.addEventListener("transcript", ({ detail: { text } }) => text === "." && stuck());
  });
  session.leave(1);
  await new Promise((later) => setTimeout(later, 20));
  far.connections[0]?.say("250 taken");
  assert.deepEqual((await sent).accepted, ["bob@y"]);
  await session.closed;
});

test("what is so for each mail of a transport is so in its sessions, too", async () => {
  const far = new FarEnd(friendly("CHUNKING"));
  const options = { dkim: () => "v=1", disableUrlAccess: true, maxRecipients: 1 };
  const { WebSocket: webSocket } = far;
  const to = { gateway: "http://127.0.0.1", upstream: "mail", wasm, webSocket, ...options };
  const session = createTransport(to, { from: "ada@x", subject: "Hello" }).connect();
  const hello = { to: "bob@y", text: "hello" };
  await session.sendMail(hello);
  assert.match(
    far.connections[0]?.content ?? "",
    /^DKIM-Signature: v=1\r\n[^]*^Subject: Hello\r$/m,
  );
  assert.equal(await codeOf(session.sendMail({ ...hello, cc: "eve@y" })), "bad-input");
  const attachments = [{ href: "https://x.test/file" }];
  assert.equal(await codeOf(session.sendMail({ ...hello, attachments })), "bad-input");
  session.close();
});

test("a session that is closed when its token was refused asks for no other", async () => {
  const renewed: boolean[] = [];
  const accessToken = ({ renew }: { renew: boolean }): string => `token-${renewed.push(renew)}`;
  const auth = { type: "OAuth2", user: "ada", accessToken } as const;
  const far = new FarEnd(but({ AUTH: "535 5.7.8 expired", QUIT: null }, "AUTH OAUTHBEARER"));
  const session = transportTo(far, { auth, allowCleartextAuth: true }).connect();
  session.addEventListener("transcript", ({ detail: { text } }) => {
    if (text === "QUIT") queueMicrotask(() => session.close());
  });
  await session.closed;
  assert.equal(await codeOf(session.ready), "wrong-password");
  assert.deepEqual(renewed, [false]);
  assert.equal(far.connections.length, 1);
});

test("a mail that is still being composed ends with its session, and for the same reason", async () => {
  for (const [code, end] of [
    ["closed", (session) => session.close()],
    ["gateway-down", (_, far) => far.connections[0]?.end(1006)],
  ] as [string, (session: Session, far: FarEnd) => void][]) {
    const far = new FarEnd(friendly());
    const session = transportTo(far).connect();
    await session.ready;
    const { promise: cancelled, resolve: cancel } = deferred<void>();
    const content = new ReadableStream<string>({ cancel });
    setTimeout(() => end(session, far));
    await assert.rejects(session.sendMail({ ...MAIL, attachments: [{ content }] }), { code });
    await cancelled;
  }
});

test("a mail or command is stopped in whatever moment that is asked for", async () => {
  for (const begin of ["sendMail", "noop"] as const) {
    for (let steps = 0; steps < 12; steps++) {
      const session = transportTo(new FarEnd(friendly())).connect();
      const controller = new AbortController();
      const { signal } = controller;
      const asked =
        begin === "noop" ? session.noop({ signal }) : session.sendMail(MAIL, { signal });
      const outcome = codeOf(asked);
      await session.ready;
      for (let step = 0; step < steps; step++) await null;
      controller.abort();
      assert.equal(await outcome, "closed", `${begin}, ${steps} steps after it was ready`);
      session.close();
    }
  }
});

test("what is no mail, or no option, is refused as such", async () => {
  const transport = transportTo(new FarEnd(friendly()));
  const session = transport.connect();
  for (const [mail, options] of [
    [undefined, undefined],
    ["hello", {}],
    [MAIL, null],
    [{ ...MAIL, signal: "stop" }, {}],
  ] as [never, never][]) {
    assert.equal(await codeOf(transport.sendMail(mail, options)), "bad-input");
    assert.equal(await codeOf(transport.compose(mail, options)), "bad-input");
    assert.equal(await codeOf(session.sendMail(mail, options)), "bad-input");
  }
  transport.close({ force: true });
});

test("a logger that throws harms no mail", async () => {
  let heard = 0;
  const broken = (): never => {
    heard += 1;
    throw new Error("the disk is full");
  };
  const logger = { debug: broken, info: broken, warn: broken, error: broken };
  const transport = transportTo(new FarEnd(friendly()), { logger, debug: true });
  await transport.sendMail(MAIL);
  assert.equal(await codeOf(transport.sendMail({ ...MAIL, to: "nobody" })), "bad-input");
  await new Promise(setImmediate);
  assert.ok(heard > 2);
  transport.close({ force: true });
});

test("nobody waits for a signature for ever, and it is heard when nobody waits", async ({
  mock,
}) => {
  const transport = transportTo(new FarEnd(friendly()));
  const controller = new AbortController();
  const { signal } = controller;
  const stopped = new Promise<string>((heard) => {
    const dkim = (_: Blob, request: { signal: AbortSignal }): Promise<string> => {
      request.signal.addEventListener("abort", () => heard("stopped"));
      controller.abort();
      return new Promise(() => undefined);
    };
    void codeOf(transport.sendMail({ ...MAIL, dkim }, { signal }));
  });
  assert.equal(await stopped, "stopped");

  mock.timers.enable({ apis: ["setTimeout"] });
  const dkim = (): Promise<string> => {
    queueMicrotask(() => mock.timers.tick(30_000));
    return new Promise(() => undefined);
  };
  const late = { code: "bad-input", temporary: true, message: /signed.*30 seconds/ };
  await assert.rejects(transport.compose({ ...MAIL, dkim }), late);
});

test("recipients whom a session is too short for may be tried in another one", async () => {
  const session = transportTo(new FarEnd(friendly("LIMITS RCPTMAX=1 MAILMAX=1"))).connect();
  const { accepted, rejectedErrors } = await session.sendMail({ ...MAIL, to: ["bob@y", "eve@y"] });
  assert.deepEqual(accepted, ["bob@y"]);
  const [left] = rejectedErrors;
  assert.deepEqual([left?.code, left?.temporary, left?.recipient], ["limit", true, "eve@y"]);
  session.close();
});
