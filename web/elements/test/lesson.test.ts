import assert from "node:assert/strict";
import { test } from "node:test";

import type { ArrivedMail } from "../src/lesson/arrived-mail.js";
import { Dialogue } from "../src/lesson/dialogue.js";
import { MAX_LESSONS, withDone } from "../src/lesson/kept-progress.js";
import type { Done } from "../src/lesson/kept-progress.js";
import { fits, fitsCode } from "../src/lesson/pattern.js";
import { stepsTo } from "../src/lesson/performance.js";
import { BEGINNING, adviceOn, follow, isFinished } from "../src/lesson/progress.js";
import type { Happening, Progress } from "../src/lesson/progress.js";
import { readLesson } from "../src/lesson/read.js";
import type { Lesson } from "../src/lesson/script.js";

const HEAD = 'title = "A lesson"\nsummary = "Says it."\n';
const STEP = '[[step]]\ntitle = "One"\ntext = "Do."\nanswer = "NOOP"\n';

/** A lesson of one step with these goals and pieces of advice. */
function lessonOf(rest: string): Lesson {
  return readLesson("it.toml", HEAD + STEP + rest);
}

/** What is wrong with a file of this text. */
function complaint(text: string): string {
  try {
    readLesson("it.toml", text);
  } catch (error) {
    return String(error instanceof Error ? error.message : error);
  }
  return "nothing";
}

/** All that has come of a dialogue, `C ` or `S ` before each line. */
function happenings(...lines: string[]): Happening[] {
  const dialogue = new Dialogue();
  return lines.flatMap((line) => {
    const direction = line.startsWith("C") ? "C" : "S";
    const answered = dialogue.take({ direction, text: line.slice(2) });
    return answered === null ? [] : [{ kind: "answered" as const, ...answered }];
  });
}

function after(lesson: Lesson, happened: readonly Happening[]): Progress {
  return happened.reduce((progress, one) => follow(lesson, progress, one), BEGINNING);
}

test("a chunk that is sent before the one before it is answered has its own answer", () => {
  const lines = [
    "S 220 hi",
    "C BDAT 3",
    "C a",
    "C BDAT 3 LAST",
    "C b",
    "S 250 3 octets",
    "S 250 kept",
  ];
  const said = happenings(...lines).map((one) => one.kind === "answered" && one.said);
  assert.deepEqual(said, [null, "BDAT 3", "BDAT 3 LAST"]);
});

test("a star stands for anything, and letters may have any case", () => {
  assert.ok(fits("EHLO *", "ehlo my.laptop"));
  assert.ok(fits("mail from:<*@example.org>*", "MAIL FROM:<ada@example.org> SIZE=5"));
  assert.ok(fits("*", ""));
  assert.ok(fits("a*a", "aa"));
  assert.ok(!fits("a*a", "a"));
  assert.ok(!fits("QUIT", "QUIT now"));
  assert.ok(!fits("(a+)+$", "aaaa"));
});

test("a pattern of many stars takes no longer than its length allows", () => {
  const begun = performance.now();
  assert.ok(!fits("*a".repeat(2_000) + "b", "a".repeat(8_000)));
  assert.ok(performance.now() - begun < 1_000);
});

test("codes may leave digits open", () => {
  assert.ok(fitsCode("5xx", "550"));
  assert.ok(fitsCode("250", "250"));
  assert.ok(!fitsCode("5xx", "450"));
});

test("each reply is put to what it answers, also where commands come together", () => {
  const said = happenings(
    "S 220 ready",
    "C EHLO me",
    "S 250-here",
    "S 250 PIPELINING",
    "C MAIL FROM:<a@x.example>",
    "C RCPT TO:<b@x.example>",
    "C DATA",
    "S 250 ok",
    "S 550 no",
    "S 354 go on",
    "C QUIT",
    "C .",
    "S 250 taken",
  ).map((one) => (one.kind === "answered" ? [one.said, one.code, one.together] : one));
  assert.deepEqual(said, [
    [null, "220", 0],
    ["EHLO me", "250", 1],
    ["MAIL FROM:<a@x.example>", "250", 3],
    ["RCPT TO:<b@x.example>", "550", 2],
    ["DATA", "354", 1],
    [".", "250", 1],
  ]);
});

test("the octets of BDAT are no commands", () => {
  const said = happenings("S 220 ready", "C BDAT 6 LAST", "C QUIT", "S 250 taken");
  assert.equal(said.length, 2);
  assert.equal(said[1]?.kind === "answered" && said[1].said, "BDAT 6 LAST");
});

test("a step is done when each of its goals is reached, in any order", () => {
  const lesson = lessonOf(
    '[[step.goal]]\ntext = "Greet"\nsay = ["HELO *", "EHLO *"]\nreply = "250"\n' +
      '[[step.goal]]\ntext = "Miss"\nsay = "RCPT *"\nreply = "5xx"\nsays = "*5.1.1*"\n',
  );
  const rcpt = happenings("S 220 ready", "C RCPT TO:<a@x.example>", "S 550 5.1.1 no");
  assert.deepEqual(after(lesson, rcpt), { step: 0, reached: [1] });
  const all = after(lesson, [...rcpt, ...happenings("S 220 ready", "C helo me", "S 250 hi")]);
  assert.ok(isFinished(lesson, all));
});

test("what was not answered so reaches nothing, and neither does a command within a mail", () => {
  const lesson = lessonOf('[[step.goal]]\ntext = "Leave"\nsay = "QUIT"\nreply = "221"\n');
  const mail = ["S 220 ready", "C DATA", "S 354 go on", "C QUIT", "C .", "S 250 taken"];
  assert.deepEqual(after(lesson, happenings(...mail, "C QUIT", "S 500 what")), BEGINNING);
  assert.ok(isFinished(lesson, after(lesson, happenings(...mail, "C QUIT", "S 221 bye"))));
});

test("mails, TLS, the end and answers to questions are goals too", () => {
  const lesson = lessonOf(
    '[[step.goal]]\ntext = "Mail"\nmail = { to = "b@*", line = ["Subject: hi", ".dot"], recipients = 1, part = "image/gif", octets = 43 }\n' +
      '[[step.goal]]\ntext = "TLS"\nsecured = true\n[[step.goal]]\ntext = "End"\nclosed = true\n' +
      '[[step.goal]]\ntext = "1 + 1?"\nanswers = ["2", "two"]\n',
  );
  const mail: ArrivedMail = {
    from: "",
    to: ["b@x.example"],
    lines: ["Subject: hi", "", ".dot"],
    parts: [{ type: "image/gif", octets: 43 }],
  };
  const wrong: Happening[] = [
    { kind: "mail", mail: { ...mail, lines: ["Subject: hi"] } },
    { kind: "mail", mail: { ...mail, parts: [{ type: "image/gif", octets: 42 }] } },
    { kind: "mail", mail: { ...mail, to: ["b@x.example", "c@x.example"] } },
    { kind: "told", goal: 3, text: "3" },
    { kind: "told", goal: 2, text: "2" },
  ];
  assert.deepEqual(after(lesson, wrong), BEGINNING);
  const right: Happening[] = [{ kind: "mail", mail }, { kind: "secured" }, { kind: "closed" }];
  assert.deepEqual(after(lesson, right).reached, [0, 1, 2]);
  assert.ok(
    isFinished(lesson, after(lesson, [...right, { kind: "told", goal: 3, text: " Two " }])),
  );
});

test("lines of a mail can be asked for as they were typed, dots and all", () => {
  const lesson = lessonOf('[[step.goal]]\ntext = "A dot"\ntyped = ".hidden"\n');
  const mail = (line: string) => [
    "S 220 hi",
    "C DATA",
    "S 354 go",
    `C ${line}`,
    "C .",
    "S 250 kept",
  ];
  assert.ok(!isFinished(lesson, after(lesson, happenings(...mail("hidden")))));
  assert.ok(isFinished(lesson, after(lesson, happenings(...mail(".hidden")))));
  const later = [...mail(".hidden").slice(0, -1), "S 451 not now", "C NOOP", "S 250 fine"];
  assert.equal(after(lesson, happenings(...later.slice(-2))).step, 0);
});

test("commands that come together can be asked for", () => {
  const lesson = lessonOf('[[step.goal]]\ntext = "In one go"\nsay = "MAIL *"\ntogether = 2\n');
  const apart = happenings("S 220 ready", "C MAIL FROM:<>", "S 250 ok", "C DATA", "S 354 go");
  assert.deepEqual(after(lesson, apart), BEGINNING);
  const together = happenings("S 220 ready", "C MAIL FROM:<>", "C DATA", "S 250 ok", "S 354 go");
  assert.ok(isFinished(lesson, after(lesson, together)));
});

test("advice answers what was done instead", () => {
  const lesson = lessonOf(
    '[[step.goal]]\ntext = "Greet"\nsay = "EHLO *"\n[[step.advice]]\nsay = "*"\nreply = "500"\ntext = "A slip."\n',
  );
  const [, slip] = happenings("S 220 ready", "C ELHO me", "S 500 what");
  assert.ok(slip);
  assert.equal(adviceOn(lesson, BEGINNING, slip), "A slip.");
  assert.equal(adviceOn(lesson, BEGINNING, { kind: "closed" }), null);
});

test("who lost the connection is led back from where it began, if the step needs one", () => {
  const ask = '[[step.goal]]\ntext = "?"\nanswers = "1"\n';
  const asked = `[[step]]\ntitle = "Asked"\ntext = "Think."\n${ask}`;
  const connects = `${STEP.replace("One", "Connects")}connect = true\n${ask}`;
  const lesson = readLesson(
    "it.toml",
    HEAD + STEP + ask + connects + STEP + ask + asked + STEP + ask,
  );
  const titles = lesson.steps.map((_, at) => stepsTo(lesson, at).map(({ title }) => title));
  assert.deepEqual(titles, [[], [], ["Connects"], [], ["Connects", "One", "Asked"]]);
});

const GOAL = '[[step.goal]]\ntext = "Leave"\nsay = "QUIT"\n';

test("what is wrong in a file is named with its line and with what to do", () => {
  assert.equal(complaint(HEAD + STEP + GOAL), "nothing");
  const wrong: [string, string][] = [
    ['title = "A', "it.toml, line 1: this is no TOML: "],
    [HEAD, "it.toml, line 1: the lesson has no step: add one, beginning with [[step]]"],
    ['summary = "x"\n', 'it.toml, line 1: a lesson has no "title": add title = "…"'],
    [`${HEAD}minutes = "5"\n${STEP}${GOAL}`, 'it.toml, line 3: "minutes" is no whole number: '],
    [HEAD + STEP + GOAL + 'hint = "x"\n', 'it.toml, line 10: this goal has no "hint": it may have'],
    [HEAD + STEP + STEP + GOAL, "it.toml, line 3: this step has no goal: add one, beginning"],
    [HEAD + STEP + GOAL + 'reply = "250 OK"\n', 'it.toml, line 10: "reply" is no code: three'],
    [HEAD + STEP + GOAL + "closed = true\n", 'line 10: "say" and "closed" are two goals: make'],
    [HEAD + STEP + '[[step.goal]]\ntext = "x"\n', "it.toml, line 7: nothing proves this: add"],
    [HEAD + STEP + GOAL + '[step.goal.mail]\nto = "x"\n', 'line 10: "say" and "mail" are two'],
    [
      HEAD + STEP + '[[step.goal]]\ntext = "?"\nanswers = "b"\nchoices = ["a"]\n',
      'line 10: none of the "choices" is right: put',
    ],
    [
      HEAD + STEP.replace('answer = "NOOP"\n', "") + GOAL,
      'it.toml, line 3: this step has no "answer": add the lines that reach its goals',
    ],
    [
      HEAD + STEP + 'setup = ""\n' + GOAL,
      "line 7: a setup counts for new connections: add connect",
    ],
    [
      `${HEAD}text = """\n[[step]]\nhint = 1\n"""\n${STEP}${GOAL}mail = 5\n`,
      'it.toml, line 14: "say" and "mail"',
    ],
    [`${HEAD}text = "${"x".repeat(8_001)}"\n${STEP}${GOAL}`, 'line 3: "text" is longer than'],
    [`${HEAD}text = "\\u001b[2J"\n${STEP}${GOAL}`, 'line 3: "text" holds a character that cannot'],
    ["#".repeat(200_000), "it.toml, line 1: it is longer than 131072 characters: make two of it"],
  ];
  for (const [text, what] of wrong) {
    const said = complaint(text);
    assert.ok(said.includes(what), `${said}\n   is not: ${what}`);
  }
});

test("progress is kept of so many lessons, however many are opened from files", () => {
  let all: readonly Done[] = [["greeting", 1]];
  for (let at = 0; at < 500; at += 1) {
    all = withDone(withDone(all, [`file-${at}`, 2]), ["greeting", 1 + (at % 3)]);
  }
  assert.equal(all.length, MAX_LESSONS);
  assert.deepEqual(all.at(-1), ["greeting", 2]);
  assert.deepEqual(all[0], [`file-${500 - MAX_LESSONS + 1}`, 2]);
});

test("a lesson that is begun again is not kept", () => {
  assert.deepEqual(
    withDone(
      [
        ["greeting", 1],
        ["hello", 2],
      ],
      ["greeting", 0],
    ),
    [["hello", 2]],
  );
});
