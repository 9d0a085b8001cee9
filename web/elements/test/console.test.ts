import assert from "node:assert/strict";
import { test } from "node:test";

import { completionsOf } from "../src/console/completion.js";
import { hintOf } from "../src/console/hint.js";
import { History } from "../src/console/history.js";
import { type Advice, type Way, adviceOn } from "../src/explain/advice.js";
import { Course } from "../src/explain/course.js";
import { corrected, meantBy } from "../src/explain/misspelling.js";

/** Where a conversation stands: `C: ` and `S: ` say who speaks. */
function after(...said: readonly string[]): Course {
  return Course.of(
    said.map((line, at) => {
      const direction = line.startsWith("C") ? "C" : "S";
      return { direction, text: line.slice(3), meaning: "", at };
    }),
  );
}

const HELLO = ["S: 220 mx", "C: EHLO me", "S: 250-mx", "S: 250-SIZE 9", "S: 250 AUTH PLAIN LOGIN"];
const MAIL = [...HELLO, "C: MAIL FROM:<ada@a.example>", "S: 250 ok"];
const DATA = [...MAIL, "C: RCPT TO:<bob@b.example>", "S: 250 ok", "C: DATA", "S: 354 go"];
const INSIDE: Way = { security: "implicit", tls: true, gateway: true };
const BEFORE_TLS: Way = { security: "starttls", tls: false, gateway: true };

function advice(line: string, course: Course, way = INSIDE): Advice {
  const given = adviceOn(line, course, way);
  assert.ok(given, line);
  return given;
}

test("misspelt commands are known again", () => {
  const meant = { MIAL: "MAIL", RCTP: "RCPT", HELLO: "EHLO", EHL0: "EHLO", QUITT: "QUIT" };
  for (const [word, command] of Object.entries(meant)) assert.equal(meantBy(word), command, word);
  assert.equal(meantBy("STRATTLS"), "STARTTLS");
  assert.equal(meantBy("XYZZY"), undefined);
  assert.equal(meantBy("CONSTRUCTOR"), undefined);
  assert.equal(corrected("mailfrom: <a@b>"), "MAIL FROM:<a@b>");
  assert.equal(corrected("rctp TO:<a@b>"), "RCPT TO:<a@b>");
  assert.equal(corrected("exit"), "QUIT");
});

test("an unknown command is said, with help beside it", () => {
  const unknown = advice("MIAL FROM:<ada@a.example>", after(...HELLO));
  assert.match(unknown.words, /did you mean MAIL\?/);
  assert.equal(unknown.instead, "MAIL FROM:<ada@a.example>");
  assert.equal(unknown.about?.verb, "MAIL");
  assert.notEqual(unknown.kept, true);
});

test("what is not written as it should be has its right form beside it", () => {
  const forms = {
    "MAIL ada@a.example": "MAIL FROM:<ada@a.example>",
    "MAIL FROM ada@a.example": "MAIL FROM:<ada@a.example>",
    "MAIL FROM: <ada@a.example> SIZE=3": "MAIL FROM:<ada@a.example> SIZE=3",
    "mail from:ada@a.example": "MAIL FROM:<ada@a.example>",
    "MAIL FROM :<ada@a.example>": "MAIL FROM:<ada@a.example>",
    "MAIL FROM:<ada@a.example>SIZE=3": "MAIL FROM:<ada@a.example> SIZE=3",
    "DATA now": "DATA",
    EHLO: "EHLO client.example.org",
  };
  for (const [line, form] of Object.entries(forms)) {
    assert.equal(advice(line, after(...HELLO)).instead, form, line);
  }
  for (const well of ["MAIL FROM:<ada@a.example> SIZE=3", "mail from:<>", "NOOP a b", "HELP"]) {
    assert.equal(adviceOn(well, after(...HELLO), INSIDE), undefined, well);
  }
});

test("what comes out of turn, or was not offered, is said so", () => {
  assert.match(advice("RCPT TO:<a@b>", after(...HELLO)).words, /MAIL FROM comes before/);
  assert.match(advice("DATA", after(...MAIL)).words, /RCPT TO comes before/);
  assert.match(advice("MAIL FROM:<a@b>", after("S: 220 mx")).words, /EHLO comes before/);
  assert.match(advice("STARTTLS", after(...HELLO), BEFORE_TLS).words, /did not offer STARTTLS/);
  assert.match(advice("AUTH SCRAM-SHA-1", after(...HELLO)).words, /it offers PLAIN, LOGIN/);
  assert.match(advice("MAIL FROM:<a@b> RET=HDRS", after(...HELLO)).words, /RET needs DSN/);
});

test("what would end the session, or cannot be said, is kept back", () => {
  const clear = after("S: 220 mx", "C: EHLO me", "S: 250-mx", "S: 250 STARTTLS");
  for (const line of ["MAIL FROM:<a@b>", "AUTH LOGIN", "FOO"]) {
    const kept = advice(line, clear, BEFORE_TLS);
    assert.equal(kept.kept, true, line);
    assert.equal(kept.instead, "STARTTLS");
  }
  for (const line of ["EHLO me", "NOOP", "STARTTLS", "QUIT"]) {
    assert.notEqual(adviceOn(line, clear, BEFORE_TLS)?.kept, true, line);
  }
  const none: Way = { security: "none", tls: false, gateway: true };
  assert.match(advice("AUTH PLAIN", after(...HELLO), none).words, /base64 hides nothing/);
  const page: Way = { security: "none", tls: false, gateway: false };
  assert.equal(adviceOn("AUTH PLAIN", after(...HELLO), page), undefined);
  assert.equal(advice("BDAT 5", after(...MAIL)).kept, true);
  assert.equal(advice("  ", after(...MAIL)).kept, true);
});

test("STARTTLS is kept back where the console cannot follow it: before EHLO, and a second time", () => {
  assert.match(advice("STARTTLS", after("S: 220 mx"), BEFORE_TLS).words, /EHLO comes before/);
  const offered = ["S: 220 mx", "C: EHLO me", "S: 250-mx", "S: 250 STARTTLS"];
  const inside = [...offered, "C: STARTTLS", "S: 220 go", "C: EHLO me", "S: 250-mx"];
  const again = advice("STARTTLS", after(...inside, "S: 250 STARTTLS"));
  assert.match(again.words, /TLS is there already/);
  for (const course of [after("S: 220 mx"), after(...inside), after(...HELLO)]) {
    assert.equal(advice("STARTTLS", course).kept, true, "TLS is there from the beginning, too");
  }
});

test("commands that this console does not speak are known by their names", () => {
  for (const verb of ["ATRN", "BURL", "ETRN", "SAML", "SEND", "SOML", "TURN"]) {
    const foreign = advice(`${verb} x.example`, after(...HELLO));
    assert.match(foreign.words, /RFC \d+/, verb);
    assert.notEqual(foreign.kept, true, verb);
  }
  assert.match(advice("ETRN x.example", after(...HELLO)).words, /what waits for a domain/);
});

test("what may be a password is kept back where nothing would hide it, and is not repeated", () => {
  const forms = {
    "LOGIN ada opensesame": "AUTH LOGIN",
    "AUHT PLAIN opensesame": "AUTH PLAIN",
    "AUHT opensesame": "AUTH",
    "AUTHENTICATE PLAIN opensesame": "AUTH PLAIN",
    "PASS opensesame": "AUTH LOGIN",
    "USER opensesame": "AUTH LOGIN",
    "AUTH\tPLAIN\topensesame": "AUTH PLAIN",
  };
  const history = new History();
  for (const [line, instead] of Object.entries(forms)) {
    const kept = advice(line, after(...HELLO));
    assert.equal(kept.kept, true, line);
    assert.equal(kept.instead, instead, line);
    assert.doesNotMatch(kept.words, /opensesame/i, line);
    history.add(line);
    assert.doesNotMatch(history.older(""), /opensesame/, line);
  }
  assert.doesNotMatch(advice("AUTH opensesame", after(...HELLO)).words, /opensesame/i);
  for (const line of ["USER", "AUTH PLAIN AGFkYQBzZWNyZXQ=", "X-EXPS LOGIN"]) {
    assert.notEqual(adviceOn(line, after(...HELLO), INSIDE)?.kept, true, line);
  }
});

test("a dot at the beginning of a mail's line is explained, and not its end", () => {
  assert.equal(advice(".signature", after(...DATA)).instead, "..signature");
  for (const line of [".", "..", "MIAL", ""]) {
    assert.equal(adviceOn(line, after(...DATA), INSIDE), undefined, line);
  }
});

test("Tab completes commands, what the server offers, and addresses that were said", () => {
  const said = ["bob@b.example"];
  assert.deepEqual(completionsOf("ma", after(...HELLO), said), ["MAIL FROM:<"]);
  assert.deepEqual(completionsOf("R", after(...MAIL), said), ["RCPT TO:<", "RSET"]);
  assert.deepEqual(completionsOf("AUTH P", after(...HELLO), said), ["AUTH PLAIN"]);
  assert.deepEqual(completionsOf("RCPT TO:<b", after(...MAIL), said), ["RCPT TO:<bob@b.example>"]);
  const offered = completionsOf("MAIL FROM:<a@b> ", after(...HELLO), said);
  assert.deepEqual(offered, ["MAIL FROM:<a@b> SIZE=1000", "MAIL FROM:<a@b> AUTH=<>"]);
  assert.deepEqual(completionsOf("MAIL FROM:<a@b> RE", after(...HELLO), said), []);
  assert.deepEqual(completionsOf("QU", after(...DATA), said), [], "the mail says what it likes");
  assert.deepEqual(completionsOf("", after(...HELLO), said), []);
});

test("a hint says what may be typed: a command, a line of the mail, a secret, or nothing by hand", () => {
  assert.match(hintOf(after(...HELLO)), /Tab completes/);
  assert.match(hintOf(after(...DATA)), /single dot ends it/);
  assert.match(hintOf(after(...HELLO, "C: AUTH LOGIN", "S: 334 UGFzc3dvcmQ6")), /not shown again/);
  assert.match(
    hintOf(after(...HELLO, "C: AUTH CRAM-MD5", "S: 334 PDFAbXg+")),
    /computes its answer/,
  );
});

test("the history goes back and forth, and returns to what was being typed", () => {
  const history = new History();
  for (const line of ["EHLO me", "NOOP", "NOOP"]) history.add(line);
  assert.equal(history.older("QU"), "NOOP");
  assert.equal(history.older("NOOP"), "EHLO me");
  assert.equal(history.older("EHLO me"), "EHLO me");
  assert.equal(history.newer("EHLO me"), "NOOP");
  assert.equal(history.newer("NOOP"), "QU");
  assert.equal(history.newer("QU"), "QU");
});

test("the history keeps no secret, and knows the addresses that were said", () => {
  const history = new History();
  history.add("AUTH PLAIN AGFkYQBzZWNyZXQ=");
  assert.equal(history.older(""), "AUTH PLAIN");
  history.add("MAIL FROM:<ada@a.example>");
  history.add("RCPT TO:<bob@b.example>");
  assert.deepEqual(history.addresses, ["bob@b.example", "ada@a.example"]);
});

test("the history keeps a bounded number of lines", () => {
  const history = new History();
  for (let at = 0; at < 500; at++) history.add(`NOOP ${at}`);
  let oldest = "";
  for (let step = 0; step < 500; step++) oldest = history.older(oldest);
  assert.equal(oldest, "NOOP 300");
});
