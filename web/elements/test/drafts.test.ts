import assert from "node:assert/strict";
import { test } from "node:test";

import { BLANK, isBlank, isSame } from "../src/drafts/draft.js";
import { fromRecord, isDraftRecord, summaryOf, toRecord } from "../src/drafts/record.js";

const notes = new File(["notes"], "notes.txt", { type: "text/plain" });
const dot = new File(["dot"], "dot.png", { type: "image/png" });
const LETTER = {
  ...BLANK,
  to: "ada@x.org, oops",
  subject: "Notes",
  body: {
    html: `<p>See <img src="cid:dot"></p>`,
    text: "See\n\n  the dot",
    images: [{ cid: "dot", file: dot }],
  },
  files: [notes],
};

test("a draft that is stored reads as the same again", () => {
  const record = toRecord("one", LETTER, ({ name }) => `file of ${name}`);
  assert.ok(isDraftRecord(structuredClone(record)));
  const files = new Map([notes, dot].map((file) => [`file of ${file.name}`, file]));
  const { id, changedAt, ...content } = fromRecord(record, files);
  assert.equal(id, "one");
  assert.ok(Date.now() - changedAt.getTime() < 60_000);
  assert.deepEqual(content, LETTER);
});

test("a file that is gone costs nothing else of the draft", () => {
  const record = toRecord("one", LETTER, ({ name }) => name);
  const { files, body, subject } = fromRecord(record, new Map([["dot.png", dot]]));
  assert.deepEqual(files, []);
  assert.equal(body.images[0]?.file, dot);
  assert.equal(subject, "Notes");
});

test("a list shows how a draft begins, in one line", () => {
  const text = `See\n\n  the ${"dot ".repeat(1_000)}`;
  const long = { ...LETTER, body: { ...LETTER.body, text } };
  const { beginning, files } = summaryOf(toRecord("one", long, ({ name }) => name));
  assert.match(beginning, /^See the dot dot/);
  assert.ok(beginning.length <= 120);
  assert.equal(files, 1);
});

test("what another version stored is no draft", () => {
  for (const value of [null, "draft", { id: "one" }, { ...toRecord("a", BLANK, String), to: 1 }]) {
    assert.ok(!isDraftRecord(value));
  }
});

test("a draft is blank where nobody would miss it", () => {
  assert.ok(
    isBlank({ ...BLANK, from: "ada@x.org", subject: " ", body: { ...BLANK.body, text: "\n" } }),
  );
  for (const written of [{ bcc: "a" }, { subject: "Hi" }, { files: [notes] }]) {
    assert.ok(!isBlank({ ...BLANK, ...written }));
  }
});

test("two drafts are the same where words and files are", () => {
  assert.ok(isSame(LETTER, { ...LETTER, files: [...LETTER.files] }));
  const others = [
    { subject: "Notes!" },
    { files: [dot] },
    { files: [] },
    { body: { ...LETTER.body, html: "<p>See</p>" } },
    { body: { ...LETTER.body, images: [] } },
  ];
  for (const other of others) assert.ok(!isSame(LETTER, { ...LETTER, ...other }));
});
