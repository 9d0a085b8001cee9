import assert from "node:assert/strict";
import { test } from "node:test";

import { legible } from "../src/legible.js";
import { sentence, sentenceOf } from "../src/sentence.js";
import { formatSize } from "../src/size.js";

test("sizes have few digits", () => {
  const sizes = [0, 1, 12, 1023, 1024, 1434, 10 * 1024, 5 * 1024 ** 2, 1024 ** 4];
  assert.deepEqual(sizes.map(formatSize), [
    "0 bytes",
    "1 byte",
    "12 bytes",
    "1023 bytes",
    "1 KiB",
    "1.4 KiB",
    "10 KiB",
    "5 MiB",
    "1024 GiB",
  ]);
});

test("an error's words become one sentence", () => {
  assert.equal(sentence("it broke: mend it"), "It broke: mend it.");
  assert.equal(sentence("Is it?"), "Is it?");
  assert.equal(sentenceOf(new Error("it broke")), "It broke.");
  assert.equal(sentenceOf("it broke"), "It broke.");
});

test("what cannot be seen is shown, and nothing turns letters around", () => {
  assert.equal(legible("a\x1b[2J\x07b\x7f\0"), "a\u241b[2J\u2407b\u2421\u2400");
  assert.equal(legible("one\r\ntwo\tthree\rfour"), "one\r\ntwo\tthree\u240dfour");
  assert.equal(legible("\u202egpj.exe\x9b"), "\ufffdgpj.exe\ufffd");
  assert.equal(legible("Grüße 日本語 سلام"), "Grüße 日本語 سلام");
});
