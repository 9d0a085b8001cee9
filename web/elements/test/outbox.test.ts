import assert from "node:assert/strict";
import { test } from "node:test";
import type { ErrorCode, ErrorFacts, OutboxEntry } from "wsmtp";

import { isLocked, nameOf, placeName, unlocked } from "../src/outbox/account.js";
import type { Account } from "../src/outbox/account.js";
import { presets, written, wrongTime } from "../src/outbox/later.js";
import { remaining } from "../src/outbox/remaining.js";
import { standing, undoUntil } from "../src/outbox/standing.js";
import { whenFrom } from "../src/outbox/times.js";
import { plain, serverWords, verdicts } from "../src/outbox/verdicts.js";

const NOW = new Date("2026-11-22T12:00:00Z");
const ONLINE = { now: NOW, online: true, asks: true };

function after(seconds: number): Date {
  return new Date(NOW.getTime() + seconds * 1000);
}

function entry(fields: Partial<OutboxEntry> = {}): OutboxEntry {
  return {
    id: "one",
    state: "waiting",
    from: "ada@x.test",
    recipients: [{ address: "bob@x.test", state: "waiting", error: null }],
    subject: "Hello",
    messageId: "1@x.test",
    date: NOW,
    storedAt: NOW,
    at: null,
    here: false,
    heldUntil: null,
    notBefore: NOW,
    next: NOW,
    waitsFor: "time",
    times: 0,
    attempts: 0,
    since: null,
    error: null,
    response: "",
    ...fields,
  };
}

function facts(code: ErrorCode, fields: Partial<ErrorFacts> = {}): ErrorFacts {
  const message = "it broke: mend it";
  const nothing = { reply: null, explanation: null, step: null, recipient: null };
  return { code, message, temporary: false, ...nothing, ...fields };
}

const REPLY = { code: 451, enhanced: "4.2.1", text: "try\nlater" };

function account(fields: Partial<Account> = {}): Account {
  const gateway = new URL("https://gateway.test/");
  const place = { kind: "upstream", gateway, upstream: "mail", token: "a token" } as const;
  return { place, user: "ada", password: "a secret", ...fields };
}

test("a mail can be undone until its seconds are over", () => {
  const fresh = entry({ notBefore: after(5) });
  const { outcome, deeds } = standing(fresh, ONLINE);
  assert.equal(outcome, "undo");
  assert.deepEqual(deeds, ["undo", "sendNow"]);
  assert.deepEqual(undoUntil(fresh, NOW), after(5));
  assert.equal(undoUntil(fresh, after(5)), null);
  assert.equal(standing(fresh, { ...ONLINE, now: after(5) }).title, "Going out");
});

test("a mail for later says when it goes out, and who keeps it", () => {
  const at = after(3 * 24 * 3600);
  const fresh = entry({ at, notBefore: after(5) });
  assert.equal(standing(fresh, ONLINE).outcome, "undo");
  assert.match(standing(fresh, ONLINE).title, /^To be sent .*25/);
  const here = standing(entry({ at, here: true, notBefore: at }), ONLINE);
  assert.equal(here.outcome, "later");
  assert.match(here.words, /has to be open/);
  const there = standing(entry({ state: "sent", at, heldUntil: at }), ONLINE);
  assert.equal(there.outcome, "accepted");
  assert.match(there.words, /no page has to be open/);
  assert.equal(standing(entry({ state: "sent", heldUntil: NOW }), ONLINE).title, "Sent");
});

test("what a mail waits for is said, and when it is tried again", () => {
  const waiting = (fields: Partial<OutboxEntry>, online = true) =>
    standing(entry({ next: after(20), ...fields }), { ...ONLINE, online });
  const network = { waitsFor: "network", error: facts("gateway-down") } as const;
  assert.deepEqual(waiting(network), {
    outcome: "waiting",
    title: "Waiting for a way to the mail server",
    words: "It broke: mend it. It is tried again in 20 seconds, by itself.",
    deeds: ["retry", "edit", "remove"],
  });
  assert.equal(waiting(network, false).title, "Waiting for the network");
  const later = { waitsFor: "server", error: facts("message-refused", { reply: REPLY }) } as const;
  assert.equal(waiting(later).title, "The mail server said: later");
  const broken = { waitsFor: "server", error: facts("certificate-expired") } as const;
  assert.equal(waiting(broken).title, "Waiting until the mail server is in order");
});

test("what a person has to put right is said, and a password is asked for in one place", () => {
  const held = (code: ErrorCode) => standing(entry({ state: "held", error: facts(code) }), ONLINE);
  assert.equal(held("wrong-password").title, "Held: the password is wrong");
  assert.deepEqual(held("wrong-password").deeds, ["edit", "remove"]);
  const nobody = standing(entry({ state: "held", error: facts("sign-in-needed") }), {
    ...ONLINE,
    asks: false,
  });
  assert.deepEqual(nobody.deeds, ["retry", "edit", "remove"]);
  assert.equal(held("token-expired").title, "Not admitted");
  assert.deepEqual(held("host-forbidden").deeds, ["retry", "edit", "remove"]);
  assert.equal(held("closed").title, "Stopped");
});

test("a mail that some have is neither sent nor failed", () => {
  const [bob] = entry().recipients;
  const recipients = [
    { address: "ida@x.test", state: "accepted", error: null } as const,
    { ...bob!, state: "failed", error: facts("recipient-refused") } as const,
  ];
  const some = standing(entry({ state: "failed", recipients }), ONLINE);
  assert.equal(some.outcome, "partial");
  assert.equal(some.title, "Sent to 1 of 2 recipients");
  assert.equal(standing(entry({ state: "failed" }), ONLINE).title, "Not sent");
  const unknown = standing(entry({ state: "unknown" }), ONLINE);
  assert.deepEqual(unknown.deeds, ["markSent", "retry", "remove"]);
  assert.match(unknown.words, /twice/);
  assert.deepEqual(standing(entry({ state: "failed", recipients: [] }), ONLINE).deeds, ["remove"]);
});

test("recipients to whom the same happened stand together, and the server's words by themselves", () => {
  const message = "the server refused the recipient: full (it said: 451 4.2.1 try / later)";
  const error = facts("recipient-refused", { message, reply: REPLY });
  const recipients = ["bob@x.test", "ida@x.test"].map(
    (address) => ({ address, state: "failed", error }) as const,
  );
  const accepted = { address: "eve@x.test", state: "accepted", error: null } as const;
  assert.deepEqual(verdicts(entry({ recipients: [...recipients, accepted] })), [
    {
      state: "failed",
      addresses: ["bob@x.test", "ida@x.test"],
      code: "recipient-refused",
      words: "The server refused the recipient: full.",
      said: "451 4.2.1 try / later",
    },
    { state: "accepted", addresses: ["eve@x.test"], code: "", words: "", said: "" },
  ]);
  assert.equal(plain({ message: "a (it said: b)", reply: null }), "A (it said: b).");
  assert.equal(serverWords({ reply: { ...REPLY, enhanced: null } }), "451 try / later");
});

test("a mail that is edited goes to those who do not have it", () => {
  const message = { to: "Bob <bob@x.test>, ida@x.test", cc: "eve@x.test" };
  assert.equal(remaining(message, entry()), message);
  const recipients = ["ida@x.test", "eve@x.test"].map(
    (address) => ({ address, state: "accepted", error: null }) as const,
  );
  assert.deepEqual(remaining(message, entry({ recipients })), {
    to: [{ name: "Bob", address: "bob@x.test" }],
    cc: [],
    bcc: [],
  });
});

test("the times to choose from are to come, and each is there once", () => {
  const labels = (now: Date) => presets(now).map(({ label, at }) => `${label} ${written(at)}`);
  assert.deepEqual(labels(new Date(2026, 10, 18, 23, 30)), [
    "In an hour 2026-11-19T00:30",
    "Tomorrow morning 2026-11-19T08:00",
    "Monday morning 2026-11-23T08:00",
  ]);
  const sunday = new Date(2026, 10, 22, 9);
  assert.deepEqual(labels(sunday).length, 2);
  const monday = new Date(2026, 10, 23, 7);
  assert.equal(labels(monday)[2], "Monday morning 2026-11-30T08:00");
});

test("a time that is typed in has to be one, and to come", () => {
  const now = new Date(2026, 10, 22, 9);
  assert.equal(wrongTime("2026-11-22T09:01", now), "");
  assert.match(wrongTime("2026-11-22T09:00", now), /passed/);
  assert.match(wrongTime("", now), /give a day/);
});

test("soon is said in seconds and minutes", () => {
  const spans = [0, 1, 59.5, 61, 3599].map((seconds) => whenFrom(NOW, after(seconds)));
  assert.deepEqual(spans, ["now", "in 1 second", "in 60 seconds", "in 2 minutes", "in 60 minutes"]);
  assert.match(whenFrom(NOW, after(3600)), /^at /);
});

test("an account's name tells where and as whom, and no secret", () => {
  const one = account();
  assert.equal(nameOf(one), '["upstream","https://gateway.test/","mail","ada"]');
  assert.equal(nameOf({ ...one, password: "other" }), nameOf(one));
  const gateway = new URL("https://gateway.test/");
  const host = { gateway, host: "mx.test", port: 465, tls: "implicit", token: "" } as const;
  const other = account({ place: { kind: "host", ...host } });
  assert.notEqual(nameOf(other), nameOf(one));
  assert.equal(placeName(other.place), "mx.test:465, through gateway.test");
});

test("an account without its password is locked until that is given", () => {
  const locked = account({ password: "" });
  assert.equal(isLocked(locked), true);
  assert.equal(isLocked(unlocked(locked, { password: "a secret" })), false);
  assert.equal(isLocked(account({ user: "", password: "" })), false);
  const { place } = unlocked(account(), { token: "fresh" });
  assert.equal(place.kind === "upstream" && place.token, "fresh");
});
