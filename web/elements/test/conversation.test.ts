import assert from "node:assert/strict";
import { test } from "node:test";

import { missingIn } from "../src/conversation.js";
import { rolesOf } from "../src/explain/explain.js";
import { KeptLines, MAX_LINES } from "../src/kept-lines.js";

test("of a conversation that is too long, the first lines are kept, so that they can be understood", () => {
  const kept = new KeptLines();
  const said = ["S 220 mx", "C EHLO me", "S 250 mx", "C DATA", "S 354 go"];
  for (let at = 0; at < MAX_LINES + 7; at++) {
    const [direction = "C", text = "a line of the mail"] = (said[at] ?? "").split(/ (.*)/);
    kept.add({ direction: direction === "S" ? "S" : "C", text, meaning: "", at });
  }
  const { lines, missing } = kept;
  assert.equal(lines.length, MAX_LINES);
  assert.equal(lines[0]?.text, "220 mx");
  assert.equal(rolesOf(lines).at(-1)?.kind, "content");
  assert.equal(missingIn({ lines, missing }), "7 more lines are not kept.");
  assert.equal(missingIn({ lines }), "");
  kept.clear();
  assert.deepEqual([kept.lines, kept.missing], [[], 0]);
});
