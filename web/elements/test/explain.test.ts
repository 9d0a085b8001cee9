import assert from "node:assert/strict";
import { test } from "node:test";
import type { TranscriptLine } from "wsmtp";

import { decodeBase64, encodeBase64 } from "../src/explain/base64.js";
import { Course } from "../src/explain/course.js";
import { type Explanation, explain, rolesOf } from "../src/explain/explain.js";
import { nextSteps, promptOf } from "../src/explain/next.js";
import { parametersOf } from "../src/explain/parameters.js";

/** A conversation, written as a dialogue. */
function dialogue(...said: readonly string[]): TranscriptLine[] {
  return said.map((line, at) => {
    const direction = line.startsWith("C") ? "C" : "S";
    return { direction, text: line.slice(3), meaning: "", at };
  });
}

function explained(...said: readonly string[]): Explanation {
  const explanation = explain(dialogue(...said), said.length - 1);
  assert.ok(explanation);
  return explanation;
}

function partsOf({ parts }: Explanation): Record<string, string> {
  return Object.fromEntries(parts.map(({ text, words }) => [text, words]));
}

function next(...said: readonly string[]): string[] {
  return nextSteps(Course.of(dialogue(...said))).map(({ verb }) => verb);
}

const GREETED = ["S: 220 mx.example ready"];
const HELLO = [...GREETED, "C: EHLO me.example", "S: 250-mx.example", "S: 250 SIZE 1000"];
const MAIL = [...HELLO, "C: MAIL FROM:<ada@a.example>", "S: 250 2.1.0 fine"];
const RCPT = [...MAIL, "C: RCPT TO:<bob@b.example>", "S: 250 2.1.5 fine"];
const DATA = [...RCPT, "C: DATA", "S: 354 go on"];

test("a command is explained by its job, its argument and its parameters", () => {
  const mail = explained(...HELLO, "C: mail from:<ada@a.example> SIZE=5 X=1");
  assert.match(mail.title, /MAIL/);
  assert.match(mail.summary, /^begins a mail/);
  assert.equal(mail.rfc, "RFC 5321 section 4.1.1.2");
  const parts = partsOf(mail);
  assert.match(parts["from:<ada@a.example>"] ?? "", /the sender/);
  assert.match(parts["SIZE=5"] ?? "", /how many octets/);
  assert.match(parts["X=1"] ?? "", /does not know/);
  assert.match(partsOf(explained(...HELLO, "C: MAIL FROM:<>"))["FROM:<>"] ?? "", /nobody/);
  assert.match(explained("C: FOO").title, /no known command/);
});

test("a reply is explained digit by digit, and its enhanced code part by part", () => {
  const reply = explained(...MAIL, "C: RCPT TO:<eve@b.example>", "S: 550 5.1.1 no such user");
  assert.match(reply.summary, /no mailbox with this address/);
  assert.deepEqual(
    reply.parts.map(({ text }) => text),
    ["5··", "·5·", "··0", "space", "5.·.·", "·.1.·", "·.·.1", "no such user"],
  );
  assert.match(reply.parts[0]?.words ?? "", /^no/);
  assert.match(reply.parts[1]?.words ?? "", /mailbox/);
  assert.match(reply.parts[4]?.words ?? "", /stays/);
  assert.match(reply.parts[5]?.words ?? "", /address/);
  assert.match(reply.parts[6]?.words ?? "", /no mailbox/);
});

test("the second digit 0 is about the command, also where it is well written and out of turn", () => {
  const parts = partsOf(explained(...HELLO, "C: DATA", "S: 503 5.5.1 what for"));
  assert.match(parts["·0·"] ?? "", /whether it is its turn/);
});

test("8BITMIME frees the body alone, BINARYMIME needs BDAT, and RRVS looks back", () => {
  const offers = [...GREETED, "C: EHLO me", "S: 250-mx.example"];
  assert.match(
    explained(...offers, "S: 250 8BITMIME").summary,
    /body of a mail.*none in its header/,
  );
  const mail = partsOf(explained(...HELLO, "C: MAIL FROM:<a@b> BODY=BINARYMIME"));
  assert.match(mail["BODY=BINARYMIME"] ?? "", /CHUNKING.*by BDAT, not DATA/);
  const [rrvs] = parametersOf("RCPT").filter(({ name }) => name === "RRVS");
  assert.ok(Date.parse(rrvs?.example ?? "") < Date.now());
});

test("codes that lists name and no server says are explained as that", () => {
  assert.match(explained(...HELLO, "C: NOOP", "S: 101 no").summary, /no server says it/);
  assert.match(explained(...MAIL, "C: RCPT TO:<b@x>", "S: 510 5.1.1 no").summary, /550 or 553/);
  assert.match(explained(...MAIL, "C: RCPT TO:<b@x>", "S: 511-no").summary, /550 with 5\.1\.1/);
  assert.match(explained(...HELLO, "C: HELP", "S: 211 so").summary, /status/);
});

test("the answer to EHLO is explained line by line", () => {
  const said = [...GREETED, "C: EHLO me", "S: 250-mx.example"];
  assert.match(explained(...said).summary, /greets back/);
  assert.match(explained(...said, "S: 250-SIZE 35882577").summary, /35,882,577$/);
  assert.match(explained(...said, "S: 250-AUTH PLAIN LOGIN").summary, /PLAIN, LOGIN$/);
  assert.match(explained(...said, "S: 250 XYZZY").summary, /does not know/);
});

test("base64 is decoded where the server asks, and a secret is not shown", () => {
  const asked = [...HELLO, "C: AUTH LOGIN", "S: 334 VXNlcm5hbWU6"];
  assert.match(partsOf(explained(...asked))["VXNlcm5hbWU6"] ?? "", /“Username:”/);
  assert.equal(promptOf(Course.of(dialogue(...asked))), "Username:");
  assert.match(partsOf(explained(...asked, "C: ***"))["***"] ?? "", /not shown/);
  assert.match(partsOf(explained(...HELLO, "C: AUTH PLAIN ***"))["***"] ?? "", /not shown/);
});

test("base64 holds any text, and what is none stays as it is", () => {
  assert.equal(encodeBase64("Grüße\0日本"), Buffer.from("Grüße\0日本").toString("base64"));
  assert.equal(decodeBase64(encodeBase64("Grüße\0日本")), "Grüße\0日本");
  for (const none of ["", "abc", "====", "a b=", "/////w=="]) {
    assert.equal(decodeBase64(none), undefined, none);
  }
});

test("lines of a mail are told from commands, its header from its text, and dots from their end", () => {
  assert.match(explained(...DATA, "C: Subject: Hello").summary, /the field Subject/);
  assert.match(explained(...DATA, "C: Subject: Hello", "C: ").summary, /ends the header/);
  assert.match(explained(...DATA, "C: ", "C: QUIT").summary, /part of the mail/);
  assert.match(partsOf(explained(...DATA, "C: ", "C: ..dots"))["."] ?? "", /takes this first dot/);
  assert.match(explained(...DATA, "C: ", "C: .").title, /end of the mail/);
});

test("replies find their commands where several are said at once", () => {
  const roles = rolesOf(
    dialogue(
      ...HELLO,
      "C: MAIL FROM:<ada@a.example>",
      "C: RCPT TO:<bob@b.example>",
      "C: DATA",
      "S: 250 fine",
      "S: 550 no",
      "S: 503 nobody",
    ),
  );
  const answered = roles.map((role) => (role.kind === "reply" ? role.to : ""));
  assert.deepEqual(answered.slice(-3), ["MAIL", "RCPT", "DATA"]);
});

test("what may come next follows from what was said", () => {
  assert.deepEqual(next(), [], "the server greets first");
  assert.deepEqual(next(...GREETED), ["EHLO", "HELO", "QUIT"]);
  assert.equal(next(...HELLO)[0], "MAIL");
  assert.deepEqual(next(...MAIL), ["RCPT", "RSET"]);
  assert.deepEqual(next(...RCPT), ["DATA", "RCPT", "RSET"]);
  assert.deepEqual(next(...DATA), ["."]);
  assert.deepEqual(next(...DATA, "C: ."), [], "the server answers first");
  assert.equal(next(...DATA, "C: .", "S: 250 taken")[0], "MAIL");
  const tls = [...GREETED, "C: EHLO me", "S: 250-mx", "S: 250-STARTTLS", "S: 250 AUTH LOGIN"];
  assert.deepEqual(next(...tls).slice(0, 3), ["STARTTLS", "AUTH", "MAIL"]);
  assert.equal(next(...tls, "C: STARTTLS", "S: 220 go")[0], "EHLO");
  assert.deepEqual(next(...HELLO, "C: QUIT", "S: 221 bye"), []);
});

test("each line of a conversation has an explanation, whatever a server says", () => {
  const strange = ["S: ", "S: \u202e<script>", "S: 999 what", "S: 250-", "C: ", "S: 334 !"];
  const lines = dialogue(...DATA, "C: .", "S: 250 ok", ...strange);
  for (const at of lines.keys()) {
    const { title, summary } = explain(lines, at) ?? { title: "", summary: "" };
    assert.ok(title !== "", `title of line ${at}`);
    assert.ok(summary !== "" || lines[at]?.text.startsWith("999"), `summary of line ${at}`);
  }
  assert.equal(explain(lines, lines.length), undefined);
});
