import assert from "node:assert/strict";
import { test } from "node:test";
import type { TranscriptLine } from "wsmtp";

import type { Conversation } from "../src/conversation.js";
import { differenceInWords, mannersOf, nameOf } from "../src/ladder/difference.js";
import { formatDuration } from "../src/duration.js";
import { MAX_MESSAGES, layOut } from "../src/ladder/layout.js";
import { lockedBefore } from "../src/ladder/lock.js";
import { messagesOf, octetsOf } from "../src/ladder/messages.js";
import { countRoundTrips, roundTripOf } from "../src/ladder/round-trips.js";

/** A dialogue as lines that are a millisecond apart. */
function dialogue(text: string): TranscriptLine[] {
  const lines = text.trim().split("\n");
  return lines.map((line, at) => ({
    direction: line.trimStart().startsWith("C") ? "C" : "S",
    text: line.trimStart().slice(3),
    meaning: "",
    at,
  }));
}

function trips(text: string): number {
  return countRoundTrips(messagesOf(dialogue(text)));
}

const ALONE = `
  S: 220 mx.test ESMTP
  C: EHLO page.test
  S: 250-mx.test
  S: 250 PIPELINING
  C: MAIL FROM:<ada@mx.test>
  S: 250 2.1.0 fine
  C: RCPT TO:<bob@mx.test>
  S: 250 2.1.5 fine
  C: RCPT TO:<eve@mx.test>
  S: 550 5.1.1 nobody
  C: DATA
  S: 354 go on
  C: Subject: hello
  C:${" "}
  C: 250 is not a reply here
  C: .
  S: 250 2.0.0 taken
  C: QUIT
  S: 221 2.0.0 bye`;

const TOGETHER = `
  S: 220 mx.test ESMTP
  C: EHLO page.test
  S: 250-mx.test
  S: 250 PIPELINING
  C: MAIL FROM:<ada@mx.test>
  C: RCPT TO:<bob@mx.test>
  C: RCPT TO:<eve@mx.test>
  C: DATA
  S: 250 2.1.0 fine
  S: 250 2.1.5 fine
  S: 550 5.1.1 nobody
  S: 354 go on
  C: Subject: hello
  C:${" "}
  C: text
  C: .
  S: 250 2.0.0 taken
  C: QUIT
  S: 221 2.0.0 bye`;

const CHUNKED = `
  S: 220 mx.test ESMTP
  C: EHLO page.test
  S: 250-PIPELINING
  S: 250 CHUNKING
  C: MAIL FROM:<ada@mx.test>
  C: RCPT TO:<bob@mx.test>
  C: BDAT 24 LAST
  C: Subject: hello
  S: 250 2.1.0 fine
  C: [7 more octets of content]
  S: 250 2.1.5 fine
  S: 250 2.0.0 taken
  C: QUIT
  S: 221 2.0.0 bye`;

test("a command that waits for its answer is a round trip", () => {
  assert.equal(trips(ALONE), 7);
});

test("what PIPELINING sends together is one round trip", () => {
  assert.equal(trips(TOGETHER), 4);
});

test("with CHUNKING the mail goes in the same flight, even where the first answers come between", () => {
  assert.equal(trips(CHUNKED), 3);
  const messages = messagesOf(dialogue(CHUNKED));
  const flight = messages.map((_, index) => roundTripOf(messages)[index]);
  assert.deepEqual(flight, [0, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3]);
});

test("a command without an answer is no round trip yet, and nothing is none", () => {
  assert.equal(trips("S: 220 mx.test\nC: EHLO page.test"), 0);
  assert.equal(countRoundTrips([]), 0);
});

test("a greeting and a goodbye that nobody asked for are no round trips", () => {
  assert.equal(trips("S: 421 4.3.2 too busy"), 0);
  assert.equal(trips("S: 220 mx.test\nC: NOOP\nS: 250 fine\nS: 421 4.4.2 too slow"), 1);
});

test("a reply of many lines is one message, and so is a mail", () => {
  const messages = messagesOf(dialogue(ALONE));
  assert.deepEqual(messages.map(({ kind, lines }) => `${kind} ${lines.length}`).slice(0, 3), [
    "unasked 1",
    "command 1",
    "reply 2",
  ]);
  const mail = messages.find(({ kind }) => kind === "content");
  assert.equal(mail?.lines.length, 4);
  assert.equal(
    messages.find(({ answers }) => answers === messages.indexOf(mail!))?.lines[0]?.text,
    "250 2.0.0 taken",
  );
});

test("each reply knows its command", () => {
  const messages = messagesOf(dialogue(TOGETHER));
  const pairs = messages
    .filter(({ answers }) => answers !== undefined)
    .map(({ lines, answers }) => [messages[answers!]?.lines[0]?.text, lines[0]?.text]);
  assert.deepEqual(pairs.slice(1, 5), [
    ["MAIL FROM:<ada@mx.test>", "250 2.1.0 fine"],
    ["RCPT TO:<bob@mx.test>", "250 2.1.5 fine"],
    ["RCPT TO:<eve@mx.test>", "550 5.1.1 nobody"],
    ["DATA", "354 go on"],
  ]);
});

test("LMTP answers the end of data once for each recipient", () => {
  const text = `${ALONE.replace("S: 250 2.0.0 taken", "S: 250 2.0.0 taken\n  S: 452 4.2.2 full")}`;
  assert.equal(trips(text), 7);
  const messages = messagesOf(dialogue(text));
  assert.equal(messages.filter(({ kind }) => kind === "unasked").length, 1);
});

test("an answer to a prompt of AUTH is a command of its own", () => {
  const text = `S: 220 mx.test
    C: AUTH LOGIN
    S: 334 VXNlcm5hbWU6
    C: ***
    S: 235 2.7.0 welcome`;
  assert.equal(trips(text), 2);
});

test("octets are counted with those that a transcript leaves out, and without the dots of DATA", () => {
  const dots = messagesOf(dialogue("C: DATA\nS: 354 go\nC: one\nC: ..two\nC: ."));
  assert.equal(octetsOf(dots[2]!), 11);
  const [, , , , , , mail] = messagesOf(dialogue(CHUNKED));
  assert.equal(mail?.kind, "content");
  const whole = messagesOf(
    dialogue("C: BDAT 26 LAST\nC: Subject: hello\nC: [10 more octets of content]"),
  );
  assert.equal(octetsOf(whole[1]!), 26);
});

const SECURED = `
  S: 220 mx.test
  C: EHLO page.test
  S: 250 STARTTLS
  C: STARTTLS
  S: 220 2.0.0 go ahead
  C: EHLO page.test
  S: 250 mx.test`;

test("the lock begins after the 220 to STARTTLS, or at once", () => {
  const lines = dialogue(SECURED);
  const messages = messagesOf(lines);
  assert.equal(lockedBefore({ lines }, messages), 5);
  assert.equal(lockedBefore({ lines, security: "implicit" }, messages), 0);
  const plain = dialogue(ALONE);
  assert.equal(lockedBefore({ lines: plain }, messagesOf(plain)), undefined);
});

test("nothing is locked by a STARTTLS that is refused, or that nobody goes on after", () => {
  const refused = dialogue(SECURED.replace("220 2.0.0 go", "454 4.7.0 not now, go"));
  assert.equal(lockedBefore({ lines: refused }, messagesOf(refused)), undefined);
  const stopped = dialogue(SECURED).slice(0, 5);
  assert.equal(lockedBefore({ lines: stopped }, messagesOf(stopped)), undefined);
});

test("arrows stand below each other, in the width that there is", () => {
  for (const width of [1, 320, 700, 5_000]) {
    const { rows, columns, height, trips } = layOut(
      { lines: dialogue(TOGETHER) },
      width,
      new Set(),
    );
    assert.ok(columns.page < columns.gateway && columns.gateway < columns.server);
    assert.ok(rows.every((row, at) => row.top >= (rows[at - 1]?.bottom ?? 0)));
    assert.ok((rows.at(-1)?.bottom ?? 0) < height);
    assert.deepEqual(
      trips.map(({ number }) => number),
      [1, 2, 3, 4],
    );
  }
});

test("a long mail is folded, and whole when it is unfolded", () => {
  const text = `C: DATA\nS: 354 go\n${"C: a line of the mail\n".repeat(30)}C: .`;
  const lines = dialogue(text);
  const folded = layOut({ lines }, 700, new Set()).rows[2];
  assert.deepEqual(folded?.label, ["the mail, 600 bytes"]);
  assert.equal(folded?.foldable, true);
  const whole = layOut({ lines }, 700, new Set([2])).rows[2];
  assert.equal(whole?.label.length, 31);
  assert.equal(whole?.foldable, true);
});

test("however long a line, what is drawn stays within its columns and bounds", () => {
  const lines = dialogue(`S: 220 ${"x".repeat(10_000)}\nC: ${"字".repeat(500)}\nC: \u202eevil`);
  const { rows } = layOut({ lines }, 320, new Set());
  assert.ok(rows.every(({ label }) => label.length <= 3));
  const whole = layOut({ lines }, 320, new Set([0, 1])).rows;
  assert.ok(whole.every(({ label }) => label.join("").length <= 1_100));
  assert.doesNotMatch(rows.map(({ label }) => label.join("")).join(""), /\u202e/);
});

test("of very many messages the first are drawn, and all are counted", () => {
  const lines = dialogue("S: 220 mx.test\n" + "C: NOOP\nS: 250 fine\n".repeat(MAX_MESSAGES));
  const layout = layOut({ lines }, 700, new Set());
  assert.equal(layout.rows.length, MAX_MESSAGES);
  assert.equal(layout.left, MAX_MESSAGES + 1);
  assert.equal(layout.roundTrips, MAX_MESSAGES);
});

test("a long wait is said in words", () => {
  const [greeting, command, reply] = dialogue("S: 220 mx.test\nC: NOOP\nS: 250 fine");
  const lines = [greeting!, command!, { ...reply!, at: 5_001 }];
  const rows = layOut({ lines }, 700, new Set()).rows;
  assert.deepEqual(
    rows.map(({ waited }) => waited),
    ["", "", "the server took 5 s"],
  );
});

test("times have few digits", () => {
  const times = [0, 0.24, 9.96, 12.4, 999, 1_500, 62_000].map(formatDuration);
  assert.deepEqual(times, ["0 ms", "0.2 ms", "10 ms", "12 ms", "999 ms", "1.5 s", "62 s"]);
});

test("a comparison says how many round trips were saved, and what that is in time", () => {
  const [before, after] = [ALONE, TOGETHER].map((text) => ({ lines: dialogue(text) }));
  assert.equal(
    differenceInWords("PIPELINING", before!, after!, 100),
    "7 round trips, 4 with PIPELINING. At 100 ms for each: 700 ms and 400 ms.",
  );
});

test("a comparison says where the server does not offer what was switched", () => {
  const lines = dialogue(ALONE);
  const words = differenceInWords("both", { lines }, { lines }, 100);
  assert.match(words, /The server does not offer CHUNKING\.$/);
});

test("only what is switched differs between both ways", () => {
  const [off, on] = mannersOf("CHUNKING");
  assert.deepEqual([off.pipelining, on.pipelining], [true, true]);
  assert.deepEqual([off.chunking, on.chunking], [false, true]);
  assert.deepEqual(mannersOf("PIPELINING").map(nameOf), ["One after another", "With PIPELINING"]);
});

test("the picture waits for an answer as long as one may come, also to the dot that ends a mail", () => {
  const waits = (text: string, more: Partial<Conversation> = {}): boolean =>
    layOut({ lines: dialogue(text), ...more }, 700, new Set()).waiting;
  const data = "S: 220 mx\nC: DATA\nS: 354 go\nC: Subject: x";
  assert.equal(waits("S: 220 mx\nC: NOOP"), true);
  assert.equal(waits("S: 220 mx\nC: NOOP", { ended: true }), false);
  assert.equal(waits("S: 220 mx\nC: NOOP", { missing: 1 }), false);
  assert.equal(waits("S: 220 mx\nC: NOOP\nS: 250 fine"), false);
  assert.equal(waits(data), false);
  assert.equal(waits(`${data}\nC: .`), true);
  assert.equal(waits(`${data}\nC: .\nS: 250 taken`), false);
});
