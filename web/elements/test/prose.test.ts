import assert from "node:assert/strict";
import { test } from "node:test";

import { readProse } from "../src/lesson/prose.js";

test("prose has paragraphs, lists and dialogues", () => {
  assert.deepEqual(readProse("One\nline.\n\n- a\n- b\n  goes on\n\nC: QUIT\nS: 221 bye\nC:\n"), [
    { kind: "paragraph", text: [{ kind: "plain", text: "One line." }] },
    {
      kind: "list",
      items: [[{ kind: "plain", text: "a" }], [{ kind: "plain", text: "b goes on" }]],
    },
    {
      kind: "dialogue",
      lines: [
        { direction: "C", text: "QUIT" },
        { direction: "S", text: "221 bye" },
        { direction: "C", text: "" },
      ],
    },
  ]);
});

test("code, what stands out and links are marked, and links lead to the web alone", () => {
  assert.deepEqual(readProse("Say `EHLO **you**` **now**, see [RFC](https://r.example/1)."), [
    {
      kind: "paragraph",
      text: [
        { kind: "plain", text: "Say " },
        { kind: "code", text: "EHLO **you**" },
        { kind: "plain", text: " " },
        { kind: "strong", text: "now" },
        { kind: "plain", text: ", see " },
        { kind: "link", text: "RFC", href: "https://r.example/1" },
        { kind: "plain", text: "." },
      ],
    },
  ]);
  const [bad] = readProse("[x](javascript:alert(1)) <b>");
  assert.deepEqual(bad, {
    kind: "paragraph",
    text: [{ kind: "plain", text: "[x](javascript:alert(1)) <b>" }],
  });
});
