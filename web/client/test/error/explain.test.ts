import assert from "node:assert/strict";
import { test } from "node:test";

import { explain, explainLine } from "../../src/error/explain.js";
import { CLASSES, CODES } from "../../src/error/meanings.js";
import { EXPLAINED } from "./explained.js";

test("the page says of a reply what the engine says", () => {
  for (const [code, enhanced, meaning] of EXPLAINED) {
    assert.equal(explain({ code, enhanced, text: "hm" }), meaning, `${code} ${enhanced}`);
  }
});

test("an enhanced code that is none leaves it to the digits", () => {
  for (const enhanced of ["constructor", "5.1", "5.1.1.1", "7.1.1"]) {
    assert.equal(explain({ code: 599, enhanced, text: "hm" }), CLASSES[5], enhanced);
  }
});

test("a line means something at the end of a reply", () => {
  assert.equal(explainLine("250 fine"), CODES[250]);
  assert.equal(explainLine("221"), CODES[221]);
  assert.match(explainLine("550 5.1.1 who?"), /^there is no mailbox/);
  assert.equal(explainLine("499 hm"), CLASSES[4]);
  for (const nothing of ["250-SIZE", "", "25", "hello", "999 x", "099 x", "\u{e9}50 x"]) {
    assert.equal(explainLine(nothing), "", nothing);
  }
});
