import assert from "node:assert/strict";
import { test } from "node:test";

import { Meanings } from "../../src/session/meaning.js";

/** Which of the page's lines in a dialogue mean something. */
function meaningful(...dialogue: string[]): string[] {
  const meanings = new Meanings();
  return dialogue.filter((said) => {
    const direction = said.startsWith("C") ? "C" : "S";
    const line = { direction, text: said.slice(3), at: 0 } as const;
    return meanings.with(line).meaning !== "" && direction === "C";
  });
}

test("commands mean something, and the mail's own lines do not, whatever they look like", () => {
  const commands = ["C: EHLO page.example", "C: MAIL FROM:<ada@x>", "C: rcpt to:<bob@y>"];
  assert.deepEqual(
    meaningful(
      ...commands,
      "S: 250 fine",
      "C: DATA",
      "S: 354 go on",
      "C: MAIL me",
      "C: QUIT",
      "C: .",
      "S: 250 fine",
      "C: QUIT",
    ),
    [...commands, "C: DATA", "C: .", "C: QUIT"],
  );
  assert.deepEqual(
    meaningful(
      "C: BDAT 12",
      "C: HELP",
      "C: .",
      "C: BDAT 4 LAST",
      "C: NOOP",
      "S: 250 fine",
      "C: NOOP",
    ),
    ["C: BDAT 12", "C: BDAT 4 LAST", "C: NOOP"],
  );
  assert.deepEqual(meaningful("C: constructor", "C: ***", "C:", "S: 334"), []);
});
