import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";

import { type TlsReport, type TransportOptions, createTransport } from "wsmtp";

import {
  ADDRESSED_STAGES,
  EXTENSIONS,
  OTHER_STAGES,
  Practice,
  type SetupRule,
  loadPractice,
  readSetup,
  writeSetup,
} from "../src/index.js";

const RULES: SetupRule[] = [
  { type: "comment", text: "for the second lesson" },
  { type: "server", name: "smtp.example.org" },
  { type: "security", security: "implicit" },
  { type: "user", user: "ada", password: "correct horse" },
  { type: "auth", auth: "optional" },
  { type: "offer", offers: ["-pipelining", "dsn", "size=1000", "auth=clear"] },
  { type: "slow", octetsPerSecond: 200 },
  { type: "bare-lf" },
  fault(
    "recipient",
    { type: "reply", code: 451, text: "4.2.1 try later\n4.2.1 really" },
    "*@b.test",
    2,
  ),
  fault("sender", { type: "delay", milliseconds: 1500 }, "<>"),
  fault("greeting", { type: "silence" }),
  fault("content", { type: "cut", after: 1000 }),
  fault("starttls", { type: "strip" }),
  fault("starttls", { type: "inject", text: "250 fake" }),
];

const TEXT = `# for the second lesson
server: smtp.example.org
security: implicit
user: ada correct horse
auth: optional
offer: -pipelining dsn size=1000 auth=clear
line: slow 200/s
line: bare-lf
recipient *@b.test first 2: reply 451 4.2.1 try later\\n4.2.1 really
sender <>: delay 1500ms
greeting: silence
content *: cut after 1000
starttls: strip
starttls: inject 250 fake
`;

function fault(
  stage: (SetupRule & { type: "fault" })["stage"],
  action: (SetupRule & { type: "fault" })["action"],
  pattern = "*",
  first: number | null = null,
): SetupRule {
  return { type: "fault", stage, pattern, first, action };
}

function transportTo(
  practice: Practice,
  more: Partial<TransportOptions> = {},
): ReturnType<typeof createTransport> {
  const { webSocket } = practice;
  return createTransport({
    gateway: "https://sandbox.test",
    upstream: "sandbox",
    webSocket,
    ...more,
  });
}

test("rules are written as a setup, and a setup is read as its rules", async () => {
  await loadPractice();
  assert.equal(writeSetup(RULES), TEXT);
  assert.deepEqual(readSetup(TEXT), RULES);
  assert.equal(writeSetup(readSetup("")), "");
});

test("a delay of any length is read as it is written", async () => {
  await loadPractice();
  for (let milliseconds = 1; milliseconds <= 600_000; milliseconds += 997) {
    const rules = [fault("noop", { type: "delay", milliseconds })];
    assert.deepEqual(readSetup(writeSetup(readSetup(writeSetup(rules)))), rules);
  }
});

test("each stage and each extension that the package names is one of a setup", async () => {
  await loadPractice();
  for (const stage of ADDRESSED_STAGES) {
    assert.equal(readSetup(`${stage} a@b.test: cut`).length, 1);
  }
  for (const stage of OTHER_STAGES) {
    assert.equal(readSetup(`${stage}: cut`).length, 1);
    assert.throws(() => readSetup(`${stage} a@b.test: cut`), { code: "bad-input" });
  }
  for (const name of EXTENSIONS) readSetup(`offer: ${name} -${name}`);
});

test("what cannot be read or written is named by its line", async () => {
  await loadPractice();
  const wrong = /^line 2: `shout` is nothing that happens/;
  assert.throws(() => readSetup("noop: cut\nnoop: shout"), { code: "bad-input", message: wrong });
  const practice = await Practice.start({ setup: "noop: cut" });
  assert.throws(() => practice.configure("\nnoop: shout"), { code: "bad-input", message: wrong });
  assert.equal(practice.setup, "noop: cut");
  await assert.rejects(Practice.start({ setup: "hello" }), {
    code: "bad-input",
    message: /^line 1/,
  });
  for (const rules of [undefined, "noop: cut", { type: "bare-lf" }, { length: 0 }]) {
    const write = (): string => writeSetup(rules as unknown as SetupRule[]);
    const why = /give an array of them$/;
    assert.throws(write, { code: "bad-input", message: why }, JSON.stringify(rules));
  }
  for (const rule of [
    fault("noop", { type: "strip" }),
    fault("noop", { type: "cut", after: 0 }, "a@b.test"),
    fault("recipient", { type: "cut", after: 0 }, "*", 0),
    fault("recipient", { type: "reply", code: 99, text: "" }),
    { type: "comment", text: "one\nnoop: cut" },
    { type: "user", user: "ada lovelace", password: "x" },
    { type: "shrug" } as unknown as SetupRule,
    { type: "offer", offers: [5] } as unknown as SetupRule,
  ] satisfies SetupRule[]) {
    const write = (): string => writeSetup([{ type: "bare-lf" }, rule]);
    assert.throws(write, { code: "bad-input", message: /^line 2: / }, JSON.stringify(rule));
  }
});

test("a rule that cannot be written is told with what there is", async () => {
  await loadPractice();
  for (const [rule, why] of [
    [{ type: "shrug" }, "there is no rule `shrug`: there are comment, server, security,"],
    [{ type: "auth", auth: "requried" }, "auth is required, optional or none"],
    [{ type: "security", security: "tls" }, "security is none, starttls or implicit"],
    [
      { ...fault("noop", { type: "silence" }), stage: "lunch" },
      "there is no stage `lunch`: there are",
    ],
    [fault("noop", { type: "reply", code: 99, text: "" }), "a reply begins with a code of three"],
  ] as const) {
    const write = (): string => writeSetup([rule as SetupRule]);
    assert.throws(write, (error: Error) => error.message.startsWith(`line 1: ${why}`), why);
  }
  const wrong = {
    code: "bad-input",
    message: /^line 1: `requried` does not say whether one signs in/,
  };
  assert.throws(() => readSetup("auth: requried"), wrong);
});

test("a setup holds for sessions from then on", async () => {
  const practice = await Practice.start({ setup: "security: none\nauth: none" });
  const transport = transportTo(practice, { maxMessages: 1 });
  const mail = { from: "ada@a.test", to: "bob@late.test", text: "hello" };
  await transport.sendMail(mail);
  practice.configure(
    "security: none\nauth: none\nrecipient *@late.test first 1: reply 451 4.2.1 try later",
  );
  await assert.rejects(transport.sendMail(mail), { code: "recipient-refused", temporary: true });
  await transport.sendMail(mail);
  transport.close();
  assert.equal((await practice.list()).length, 2);
});

test("TLS is pretended, says so, and is under attack where the setup says so", async () => {
  const practice = await Practice.start({ setup: "server: mx.a.test\nsecurity: implicit" });
  const auth = { user: practice.user, pass: practice.password };
  const transport = transportTo(practice, { auth });
  const secured = once(transport, "secured");
  await transport.verify();
  const report = ((await secured) as [CustomEvent<TlsReport>])[0].detail;
  transport.close();
  assert.match(report.certificate.issuer, /nothing is encrypted/);
  assert.deepEqual(report.certificate.names, ["mx.a.test"]);
  for (const [attack, code] of [
    ["strip", "starttls-unavailable"],
    ["inject 250 fake", "tls-residue"],
  ] as const) {
    practice.configure(`starttls: ${attack}`);
    const attacked = transportTo(practice, { auth });
    await assert.rejects(attacked.verify(), { code }, attack);
    attacked.close();
  }
});

test("a server that is slow or late still takes the mail, and one that is silent does not greet", async () => {
  const practice = await Practice.start({
    setup: "security: none\nauth: none\nline: slow 20000/s\nverdict: delay 200ms",
  });
  const transport = transportTo(practice);
  const delivered = once(practice, "delivered");
  const began = performance.now();
  await transport.sendMail({ from: "a@a.test", to: "b@b.test", text: "x".repeat(5000) });
  await delivered;
  assert.ok(performance.now() - began > 400);
  transport.close();
  practice.configure("greeting: cut");
  const cut = transportTo(practice);
  await assert.rejects(cut.verify(), { code: "server-closed" });
  cut.close();
});
