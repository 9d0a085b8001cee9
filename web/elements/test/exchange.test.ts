import assert from "node:assert/strict";
import { test } from "node:test";
import { Exchange, type Part } from "../src/exchange.js";

/** What each line is, and which line a reply answers. */
function parts(text: string): string[] {
  const exchange = new Exchange();
  const lines = text.trim().split("\n");
  return lines.map((line) => {
    const [direction, said] = [line.trim().slice(0, 1) as "C" | "S", line.trim().slice(3)];
    return wordsFor(exchange.take({ direction, text: said }));
  });
}

function wordsFor(part: Part): string {
  if (part.kind !== "reply") return part.kind;
  if (part.greeting) return "greeting";
  return part.answers ? `answers ${part.answers.line}` : "unasked";
}

test("replies answer what waits longest, and the greeting nothing, however late it comes", () => {
  assert.deepEqual(
    parts(`
      C: EHLO page.test
      S: 220-mx.test
      S: 220 ESMTP
      S: 250-mx.test
      S: 250 PIPELINING
      C: MAIL FROM:<ada@page.test>
      C: RCPT TO:<bob@mx.test>
      S: 250 fine
      S: 550 nobody here
      S: 421 too slow`),
    [
      ...["command", "greeting", "greeting", "answers 0", "answers 0"],
      ...["command", "command", "answers 5", "answers 6", "unasked"],
    ],
  );
});

test("what answers a prompt is no command, and lines up to the dot are the mail", () => {
  assert.deepEqual(
    parts(`
      S: 220 mx.test
      C: AUTH LOGIN
      S: 334 VXNlcm5hbWU6
      C: QUIT
      S: 235 in
      C: DATA
      S: 354 go
      C: QUIT
      C: ..
      C: .
      S: 250 taken
      C: QUIT`),
    [
      ...["greeting", "command", "answers 1", "response", "answers 3", "command", "answers 5"],
      ...["content", "content", "end", "answers 9", "command"],
    ],
  );
});

test("in LMTP the dot, and the last chunk, are answered for each recipient", () => {
  assert.deepEqual(
    parts("S: 220 mx\nC: DATA\nS: 354 go\nC: .\nS: 250 ada\nS: 452 bob is full").slice(3),
    ["end", "answers 3", "answers 3"],
  );
  assert.deepEqual(parts("S: 220 mx\nC: BDAT 1 LAST\nC: a\nS: 250 ada\nS: 452 bob is full"), [
    ...["greeting", "command", "content", "answers 1", "answers 1"],
  ]);
});

test("the next chunk goes out before the answer to the last, which ends nothing", () => {
  assert.deepEqual(
    parts(`
      S: 220 mx.test
      C: BDAT 5
      C: one
      C: BDAT 12 LAST
      S: 250 heard
      C: two
      C: three
      S: 250 taken
      C: QUIT`),
    [
      ...["greeting", "command", "content", "command", "answers 1", "content", "content"],
      ...["answers 3", "command"],
    ],
  );
});

test("a line of a mail that looks like the next chunk's command is still the mail", () => {
  assert.deepEqual(
    parts("S: 220 mx\nC: BDAT 19 LAST\nC: BDAT 3\nC: QUIT\nC: me\nS: 250 taken\nC: BDAT 3"),
    ["greeting", "command", "content", "content", "content", "answers 1", "command"],
  );
});

test("a chunk in another character set, shown in more octets than it has, stays a mail", () => {
  assert.deepEqual(
    parts("S: 220 mx\nC: BDAT 12 LAST\nC: \u{fffd}\u{fffd}\u{fffd}\u{fffd}\nC: dear\nS: 250 taken"),
    ["greeting", "command", "content", "content", "answers 1"],
  );
});

test("what is left out of a chunk is the end of it", () => {
  assert.deepEqual(
    parts("S: 220 mx\nC: BDAT 900\nC: one\nC: [890 more octets of content]\nC: BDAT 9 LAST"),
    ["greeting", "command", "content", "content", "command"],
  );
});

test("what is no line of a reply answers nothing", () => {
  assert.deepEqual(parts("S: SSH-2.0\nC: QUIT\nS: \nS: 2211 bye\nS: 221"), [
    ...["noise", "command", "noise", "noise", "greeting"],
  ]);
});
