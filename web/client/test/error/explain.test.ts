import assert from "node:assert/strict";
import { test } from "node:test";

import { explain, explainLine } from "../../src/error/explain.js";
import { CLASSES, CODES, NEW_PASSWORD } from "../../src/error/meanings.js";

/** What a reply of one line means. */
function meaning(code: number, enhanced: string | null = null): string {
  return explain({ code, enhanced, text: "hm" });
}

test("the enhanced code says more than the digits", () => {
  const unknown = "there is no mailbox with this address; check the part before the @";
  assert.equal(meaning(550, "5.1.1"), unknown);
  assert.match(meaning(550), /^the server refuses/);
});

test("a transient reply says that later may help", () => {
  assert.equal(meaning(452, "4.2.2"), "the mailbox is full; trying again later may help");
  assert.match(meaning(499), /trying again later may help$/);
});

test("waiting does not make a new password", () => {
  assert.equal(meaning(432, "4.7.12"), NEW_PASSWORD);
});

test("an enhanced code that says nothing leaves it to the digits", () => {
  assert.equal(meaning(530, "5.7.0"), CODES[530]);
  assert.equal(meaning(235, "2.7.0"), CODES[235]);
  assert.equal(meaning(250, "2.1.1"), CODES[250]);
  assert.equal(meaning(599, "constructor"), CLASSES[5]);
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
