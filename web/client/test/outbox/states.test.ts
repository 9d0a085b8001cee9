import assert from "node:assert/strict";
import { test } from "node:test";

import type { ErrorCode } from "../../src/error/code.js";
import { type ErrorDetails, WsmtpError } from "../../src/error/error.js";
import {
  type OutboxEntry,
  type OutboxState,
  MOVES,
  begin,
  flush,
  markSent,
  may,
  must,
  recover,
  retry,
  sendNow,
  withdraw,
} from "../../src/outbox/entry.js";
import { blocked, blockedToo } from "../../src/outbox/blocking.js";
import { mayHold } from "../../src/outbox/content.js";
import { dueAt, firstDue } from "../../src/outbox/due.js";
import { facts } from "../../src/outbox/facts.js";
import { meaning } from "../../src/outbox/meaning.js";
import { readEntry } from "../../src/outbox/reading.js";
import { SCHEDULE, pause } from "../../src/outbox/schedule.js";
import { type Settling, settle } from "../../src/outbox/settling.js";
import { MINUTE, NOW, entry, later } from "./entries.js";

function error(code: ErrorCode, details: ErrorDetails = {}): WsmtpError {
  return new WsmtpError(code, `${code} happened`, details);
}

const DEFERRED: ErrorDetails = { temporary: true, reply: { code: 451, enhanced: null, text: "" } };

function to(...addresses: string[]): Pick<OutboxEntry, "recipients"> {
  return {
    recipients: addresses.map((address) => ({ address, state: "waiting", error: null })),
  };
}

function moment(fields: Partial<Settling> = {}): Settling {
  return { now: NOW, schedule: SCHEDULE, random: 0, holding: false, ...fields };
}

function info(accepted: string[], rejectedErrors: WsmtpError[] = []) {
  return {
    info: {
      server: "mx",
      accepted,
      rejected: rejectedErrors.map(({ recipient = "" }) => recipient),
      rejectedErrors,
      envelope: { from: "", to: [] },
      messageId: "",
      response: "250 ok",
    },
  };
}

test("what may happen in each state is in one table", () => {
  const states: OutboxState[] = ["waiting", "sending", "held", "unknown", "failed", "sent"];
  const moves = Object.keys(MOVES) as (keyof typeof MOVES)[];
  const table = states.map((state) => {
    return `${state}: ${moves.filter((move) => may(entry({ state }), move)).join(" ")}`;
  });
  assert.deepEqual(table, [
    "waiting: begin block retry flush sendNow cancel remove",
    "sending: settle recover",
    "held: retry flush sendNow cancel remove",
    "unknown: retry markSent remove",
    "failed: retry cancel remove",
    "sent: remove",
  ]);
  assert.throws(() => must(entry({ state: "sending" }), "remove"), { code: "bad-input" });
});

test("each move leads where the table says", () => {
  const sending = begin(entry());
  const lost = recover(sending, facts(error("outcome-unknown")));
  const outcomes = [info(["bob@x.test"]), info([], [error("limit", { recipient: "bob@x.test" })])];
  const errors = ["timeout", "wrong-password", "outcome-unknown", "message-refused"] as const;
  const settled = [
    ...outcomes.map((outcome) => settle(sending, outcome, moment())),
    ...errors.map((code) => settle(sending, { error: error(code) }, moment())),
    ...(["waiting", "held"] as const).map((state) => {
      return withdraw(sending, state, facts(error("closed")), NOW);
    }),
  ];
  const old = entry({ since: later(-SCHEDULE.giveUp) });
  const blockedOnes = [
    ...errors.map((code) => blocked(entry(), error(code), moment())),
    blocked(old, error("certificate-expired"), moment()),
  ];
  const led: [keyof typeof MOVES, OutboxEntry[]][] = [
    ["begin", [sending]],
    ["settle", settled],
    ["block", blockedOnes],
    ["recover", [lost]],
    [
      "retry",
      [
        retry(lost, NOW),
        ...settled.filter((one) => may(one, "retry")).map((one) => retry(one, NOW)),
      ],
    ],
    ["flush", settled.filter((one) => may(one, "flush")).map((one) => flush(one, NOW))],
    ["sendNow", [sendNow(entry({ notBefore: later(MINUTE) }), NOW)]],
    ["markSent", [markSent(lost, NOW)]],
  ];
  for (const [move, entries] of led) {
    const to: readonly string[] = MOVES[move].to;
    for (const { state } of entries) assert.ok(to.includes(state), `${move} led to ${state}`);
  }
  const states = (entries: OutboxEntry[]) => new Set(entries.map(({ state }) => state));
  assert.deepEqual(states(settled), new Set(MOVES.settle.to));
  assert.deepEqual(states(blockedOnes), new Set(MOVES.block.to));
});

test("each error is either the way's, the server's, a person's, the mail's, or leaves it open", () => {
  assert.equal(meaning(error("gateway-down", { temporary: true })), "network");
  assert.equal(meaning(error("token-missing", { temporary: true })), "network");
  assert.equal(meaning(error("token-missing")), "person");
  assert.equal(meaning(error("server-closed", DEFERRED)), "server");
  assert.equal(meaning(error("wrong-password", DEFERRED)), "server");
  assert.equal(meaning(error("wrong-password")), "person");
  assert.equal(meaning(error("certificate-expired")), "server");
  assert.equal(meaning(error("message-refused")), "over");
  assert.equal(meaning(error("outcome-unknown")), "unknown");
});

test("pauses double up to the longest, and are never shorter than they should be", () => {
  const minutes = [1, 2, 3, 4, 5, 50].map((times) => {
    return pause(SCHEDULE.server, times, SCHEDULE.jitter, 0) / MINUTE;
  });
  assert.deepEqual(minutes, [30, 60, 120, 180, 180, 180]);
  assert.equal(pause(SCHEDULE.server, 1, 0.2, 1) / MINUTE, 36);
  assert.ok(SCHEDULE.server.first >= 30 * MINUTE && SCHEDULE.giveUp >= 4 * 24 * 60 * MINUTE);
});

test("a mail that all get is sent", () => {
  const after = settle(begin(entry()), info(["bob@x.test"]), moment());
  assert.equal(after.state, "sent");
  assert.deepEqual([after.attempts, after.next, after.response], [1, null, "250 ok"]);
  assert.equal(after.recipients[0]?.state, "accepted");
});

test("of several recipients each has a fate, and only those who wait are tried again", () => {
  const mail = begin(entry(to("has@x.test", "no@x.test", "later@x.test", "lost@x.test")));
  const errors = [
    error("recipient-refused", { recipient: "no@x.test" }),
    error("recipient-refused", { recipient: "later@x.test", ...DEFERRED }),
    error("outcome-unknown", { recipient: "lost@x.test" }),
  ];
  const after = settle(mail, info(["has@x.test"], errors), moment());
  const states = after.recipients.map(({ state }) => state);
  assert.deepEqual(states, ["accepted", "failed", "waiting", "unknown"]);
  assert.equal(after.state, "unknown");
  const seen = markSent(after, NOW);
  assert.deepEqual([seen.state, seen.next], ["waiting", NOW]);
  const sent = settle(begin(seen), info(["later@x.test"]), moment());
  assert.equal(sent.state, "failed");
  const again = retry(sent, NOW);
  const waiting = again.recipients.filter(({ state }) => state === "waiting");
  assert.deepEqual(
    waiting.map(({ address }) => address),
    ["no@x.test"],
  );
});

test("an address that the server's side writes differently is not taken for accepted", () => {
  const mail = begin(entry(to("has@x.test", "no@X.test")));
  const refused = error("recipient-refused", { recipient: "no@x.test" });
  const after = settle(mail, info(["has@x.test"], [refused]), moment());
  assert.deepEqual(
    after.recipients.map(({ state }) => state),
    ["accepted", "failed"],
  );
});

test("a mail that nobody gets: those of whom more is known fail, the others as the whole", () => {
  const mail = begin(entry(to("no@x.test", "bob@x.test")));
  const rejectedErrors = [error("recipient-refused", { recipient: "no@x.test" })];
  const lost = error("outcome-unknown", { rejectedErrors });
  const after = settle(mail, { error: lost }, moment());
  assert.deepEqual(
    after.recipients.map(({ state }) => state),
    ["failed", "unknown"],
  );
  assert.equal(after.state, "unknown");
});

test("a server is asked again rarely, the way is tried again soon, and each counts for itself", () => {
  const first = settle(begin(entry()), { error: error("message-refused", DEFERRED) }, moment());
  assert.deepEqual(
    [first.state, first.waitsFor, first.next],
    ["waiting", "server", later(30 * MINUTE)],
  );
  const second = settle(begin(first), { error: error("message-refused", DEFERRED) }, moment());
  assert.deepEqual([second.times, second.next], [2, later(60 * MINUTE)]);
  const down = error("gateway-down", { temporary: true });
  const third = settle(begin(second), { error: down }, moment());
  assert.deepEqual([third.waitsFor, third.times, third.next], ["network", 1, later(5_000)]);
});

test("nobody is tried for ever", () => {
  const old = begin(entry({ since: later(-SCHEDULE.giveUp) }));
  const after = settle(old, { error: error("message-refused", DEFERRED) }, moment());
  assert.deepEqual([after.state, after.recipients[0]?.state], ["failed", "failed"]);
  const often = begin(entry({ attempts: 5000 }));
  assert.equal(settle(often, { error: error("timeout", DEFERRED) }, moment()).state, "failed");
  const anew = retry(after, NOW);
  assert.deepEqual([anew.state, anew.attempts, anew.since], ["waiting", 0, null]);
});

test("the days until a mail is given up begin with its first attempt that failed", () => {
  const late = later(2 * SCHEDULE.giveUp);
  const refused = { error: error("message-refused", DEFERRED) };
  const first = settle(begin(entry()), refused, moment({ now: late }));
  assert.deepEqual([first.state, first.since], ["waiting", late]);
  const down = error("gateway-down", { temporary: true });
  // Without a way there is no attempt, however long that lasts.
  const offline = blocked(first, down, moment({ now: later(9 * SCHEDULE.giveUp) }));
  assert.deepEqual([offline.state, offline.attempts, offline.since], ["waiting", 1, late]);
  const never = blocked(entry({ attempts: 5000 }), down, moment());
  assert.deepEqual([never.state, never.since], ["waiting", null]);
});

test("a clock that is set back keeps no mail from its turn, and does not prolong it", () => {
  const due = (fields: Partial<OutboxEntry>) => {
    return dueAt(entry(fields), NOW.getTime(), SCHEDULE) - NOW.getTime() <= 0;
  };
  const ahead = later(600 * MINUTE);
  const soon = later(MINUTE);
  assert.ok(due({ storedAt: ahead, notBefore: ahead, next: ahead }));
  assert.ok(due({ waitsFor: "time", next: ahead }), "its own time has come");
  assert.ok(!due({ notBefore: soon, next: soon }), "it can still be undone");
  assert.ok(!due({ storedAt: soon, at: ahead, here: true, notBefore: ahead, next: ahead }));
  assert.ok(due({ waitsFor: "network", next: later(7 * MINUTE) }));
  assert.ok(!due({ waitsFor: "network", next: later(6 * MINUTE) }), "the longest pause and jitter");
  assert.ok(due({ waitsFor: "server", next: later(217 * MINUTE) }));
  assert.ok(!due({ waitsFor: "server", next: later(216 * MINUTE) }));
  const mail = begin(entry({ since: ahead }));
  const after = settle(mail, { error: error("message-refused", DEFERRED) }, moment());
  assert.deepEqual(after.since, NOW);
});

test("the mail that is due first goes first, and of several the one that was tried least", () => {
  const mails = [
    entry({ id: "later", waitsFor: "network", next: later(MINUTE) }),
    entry({ id: "tried", attempts: 1 }),
    entry({ id: "fresh" }),
    entry({ id: "held", state: "held", next: null }),
  ];
  assert.equal(firstDue(mails, NOW.getTime(), SCHEDULE)?.entry.id, "fresh");
  assert.equal(firstDue([], NOW.getTime(), SCHEDULE), undefined);
});

test("a mail whose time is to come keeps it, whatever stands in the way of others", () => {
  const notBefore = later(MINUTE);
  const mail = entry({ id: "two", notBefore, next: notBefore });
  const down = blocked(entry(), error("gateway-down", { temporary: true }), moment());
  const held = blocked(entry(), error("wrong-password"), moment());
  assert.equal(blockedToo(mail, down, NOW), undefined);
  assert.equal(blockedToo(mail, held, NOW), undefined);
  assert.deepEqual(blockedToo(mail, down, notBefore), undefined, "its pause is over before");
  assert.equal(blockedToo(mail, held, notBefore)?.state, "held");
  for (const move of [retry, flush]) {
    assert.deepEqual(move({ ...mail, state: "held", next: null }, NOW).next, notBefore);
    assert.deepEqual(
      move({ ...mail, state: "held", next: null }, later(2 * MINUTE)).next,
      later(2 * MINUTE),
    );
  }
});

test("a mail that is sent now gives up its time, and is not dated in the future", () => {
  const at = later(60 * MINUTE);
  const tonight = entry({ at, here: true, date: at, notBefore: at, next: at });
  const due = { at: null, here: false, notBefore: NOW, next: NOW };
  assert.deepEqual(sendNow(tonight, NOW), { ...tonight, ...due, date: NOW });
  assert.equal(dueAt(sendNow(tonight, NOW), NOW.getTime(), SCHEDULE), NOW.getTime());
  const dated = { ...tonight, date: later(-MINUTE) };
  assert.deepEqual(sendNow(dated, NOW), { ...dated, ...due });
  assert.deepEqual(sendNow({ ...tonight, state: "held", next: null }, NOW).state, "waiting");
});

test("a mail that the server is to hold is given to it after all pauses", () => {
  const mail = entry({ at: later(60 * MINUTE) });
  for (const move of [retry, flush]) {
    const again = move(blocked(mail, error("wrong-password"), moment()), later(MINUTE));
    assert.deepEqual([again.state, again.next], ["waiting", later(MINUTE)]);
    assert.ok(mayHold(again, later(MINUTE).getTime()));
  }
});

test("a flush asks nobody again who has refused, and counts on", () => {
  const errors = [
    error("recipient-refused", { recipient: "no@x.test" }),
    error("recipient-refused", { recipient: "later@x.test", ...DEFERRED }),
  ];
  const mail = settle(begin(entry(to("no@x.test", "later@x.test"))), info([], errors), moment());
  const flushed = flush(mail, later(MINUTE));
  assert.deepEqual(flushed, { ...mail, next: later(MINUTE) });
  assert.deepEqual([flushed.attempts, flushed.since], [1, NOW]);
});

test("what a person has to put right holds every mail, and what blocks the way delays it", () => {
  const other = entry({ id: "two" });
  const held = blocked(entry(), error("wrong-password"), moment());
  assert.equal(held.state, "held");
  assert.equal(blockedToo(other, held, NOW)?.state, "held");
  assert.equal(blockedToo(entry({ id: "two", state: "failed" }), held, NOW), undefined);
  // What would be the end of a mail is no mail's fault before its turn.
  assert.equal(blocked(entry(), error("bad-input"), moment()).state, "held");
  const down = blocked(entry(), error("gateway-down", { temporary: true }), moment());
  assert.deepEqual(blockedToo(other, down, NOW)?.next, down.next);
  const deferred = entry({ id: "two", waitsFor: "server", next: later(30 * MINUTE) });
  assert.equal(blockedToo(deferred, down, NOW), undefined);
});

test("a server that does not hold a mail leaves that to the outbox", () => {
  const at = later(60 * MINUTE);
  const holding = moment({ holding: true });
  for (const code of ["not-offered", "limit", "sender-refused"] as const) {
    const after = settle(begin(entry({ at })), { error: error(code) }, holding);
    assert.deepEqual([after.state, after.next, after.notBefore], ["waiting", at, at], code);
    assert.ok(after.here);
  }
  const held = settle(begin(entry({ at })), info(["bob@x.test"]), holding);
  assert.deepEqual([held.state, held.heldUntil], ["sent", at]);
  for (const code of ["message-refused", "too-large"] as const) {
    const refused = settle(begin(entry({ at })), { error: error(code) }, holding);
    assert.equal(refused.state, "failed");
  }
  const soon = later(MINUTE);
  const deferred = { error: error("sender-refused", DEFERRED) };
  assert.deepEqual(settle(begin(entry({ at: soon })), deferred, holding).next, soon);
});

test("a mail that was being sent when its tab ended is unknown to those who did not have it", () => {
  const mail = entry(to("has@x.test", "bob@x.test"));
  const [has, bob] = mail.recipients;
  assert.ok(has && bob);
  const partly = begin({ ...mail, recipients: [{ ...has, state: "accepted" }, bob] });
  const after = recover(partly, facts(error("outcome-unknown")));
  assert.deepEqual(
    [after.state, ...after.recipients.map(({ state }) => state)],
    ["unknown", "accepted", "unknown"],
  );
});

test("what is no entry is shown as a failed one", () => {
  const good = entry();
  assert.equal(readEntry("one", good), good);
  const bad: unknown[] = [
    null,
    "text",
    [],
    {},
    { ...good, id: "two" },
    { ...good, state: "flying" },
    { ...good, next: null },
    { ...good, notBefore: null },
    { ...good, next: new Date(Number.NaN) },
    { ...good, recipients: [] },
    { ...good, recipients: Array(10_001).fill(good.recipients[0]) },
    { ...good, recipients: [{ address: 1, state: "waiting", error: null }] },
    { ...good, attempts: -1 },
    { ...good, error: { code: "limit" } },
  ];
  for (const value of bad) {
    const read = readEntry("one", value);
    assert.deepEqual([read.id, read.state, read.error?.code], ["one", "failed", "storage-failed"]);
    assert.throws(() => retry(read, NOW), { code: "bad-input" });
  }
});
