import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

import { Learner } from "./learner.js";
import { readLessons, textOf } from "./lesson-files.js";

/** Dialogues out of introductions to SMTP, as the engine's tests have them. */
const SEEDS = new URL("../../../../../../tests/transcripts/seeds/", import.meta.url);

/** The commands that those introductions list. */
const COMMANDS = ["HELO", "EHLO", "MAIL", "RCPT", "SIZE", "DATA", "VRFY", "HELP", "QUIT"];

/** The codes that they list, and that a server can say. */
const CODES = [211, 214, 220, 221, 235, 250, 354, 451, 500, 510, 550, 553].map(String);

/** What else they name, that a lesson has to speak of. */
const NAMED = [
  ..."101 <CR><LF>.<CR><LF> CRLF 8BITMIME ENHANCEDSTATUSCODES PIPELINING MIME".split(" "),
  ..."AUTH=PLAIN VXNlcm5hbWU6 dGVzdHVzZXI= UGFzc3dvcmQ6 dGVzdHBhc3M= testuser testpass".split(" "),
  "`telnet smtp2go.com 25`",
  ..."IMAP POP3 UUCP 788 821 822 2821 2822 465 queued".split(" "),
];

/** What no server says in the lessons as it stands there, and why. */
const ELSEWISE: ReadonlySet<string> = new Set([
  // Without a code it is no reply, so no server says it: the lessons speak of it.
  ...["UGFzc3dvcmQ6", "SIZE 10000000", "PIPELINING", "HELP"],
  // No server says it, as there is none that was reached: a lesson asks who does.
  "101 Server connection error",
  // Said to EHLO by a server to which the lessons say HELO at once.
  "502 Command not implemented",
  // The transcripts' own, of what an introduction has in other words.
  ...['354 Enter message, ending with "." on a line by itself', "250 SIZE 10000000"],
]);

/** Lines of mails that are the transcripts' own, not the introductions'. */
const OWN_WORDS: ReadonlySet<string> = new Set([
  ...["From: sender@gmail.com", "To: recipient@example.com", "Subject: header and body"],
  ...["Sent, then a dot.", "The entire process is quick."],
]);

/** What is said in all lessons, when they are done by their own answers. */
const said: readonly string[] = await dialogues();
/** All that stands in their files. */
const written = readLessons()
  .map(({ id }) => textOf(`${id}.toml`))
  .join("\n");

async function dialogues(): Promise<string[]> {
  const lines: string[] = [];
  for (const lesson of readLessons()) {
    const learner = await Learner.of(lesson);
    await learner.learn();
    lines.push(...learner.console.dialogue);
  }
  return lines;
}

/** The lines of one side of a dialogue, without those of its mail, which are anybody's. */
function linesOf(file: string, side: "C" | "S"): string[] {
  const text = readFileSync(new URL(file, SEEDS), "utf8");
  const dialogue = text.replace(/^(S: 354 .*\n)(?:(?:A|C):.*\n)*?(C: \.\n)/gm, "$1$2");
  const lines = dialogue.split("\n").filter((line) => line.startsWith(`${side}:`));
  return lines.map((line) => line.slice(3));
}

/** The lines of its mail, and of what an application hands over as one. */
function mailOf(file: string): string[] {
  const text = readFileSync(new URL(file, SEEDS), "utf8");
  const mails = [...text.matchAll(/^S: 354 .*\n((?:(?:A|C):.*\n)*?)C: \.\n/gm)];
  const lines = mails.flatMap(([, mail = ""]) => mail.split("\n"));
  return lines.filter((line) => /^C: ./.test(line)).map((line) => line.slice(3));
}

/** What a line is about: its verb with what the lesson may not choose freely, and not whose address it is. */
function gist(line: string): string {
  return line
    .toLowerCase()
    .replace(/^(helo|ehlo) .*/, "$1")
    .replace(/<[^>]+>/, "<>")
    .replace(/ size=\d+/, " size=");
}

test("every command is said in a lesson, and answered", () => {
  for (const command of COMMANDS) {
    const at = said.findIndex((line) => line.toUpperCase().startsWith(`C: ${command}`));
    assert.ok(at >= 0, command);
    assert.match(said[at + 1] ?? "", /^S: /, command);
  }
});

test("every code is said by the server in a lesson", () => {
  for (const code of CODES) {
    assert.ok(
      said.some((line) => line.startsWith(`S: ${code}`)),
      code,
    );
  }
});

test("what else is named is spoken of", () => {
  for (const name of NAMED) assert.ok(written.includes(name), name);
});

for (const file of readdirSync(SEEDS)) {
  test(`the dialogue of ${file} is in the lessons`, () => {
    // A password is `***` in what is said, and stands in the answers.
    const typed = readLessons().flatMap(({ steps }) => steps.flatMap(({ answer }) => answer));
    const known = new Set([...said.map((line) => line.slice(3)), ...typed].map(gist));
    for (const line of linesOf(file, "C")) assert.ok(known.has(gist(line)), `C: ${line}`);
    for (const line of mailOf(file))
      assert.ok(typed.includes(line) || OWN_WORDS.has(line), `mail: ${line}`);
    for (const line of linesOf(file, "S")) {
      const heard = said.includes(`S: ${line}`);
      assert.ok(heard || ELSEWISE.has(line), `S: ${line}`);
    }
  });
}
