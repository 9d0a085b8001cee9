import assert from "node:assert/strict";
import { test } from "node:test";

import { encodedSize, largestFile } from "../src/attachments/encoded-size.js";
import { kindOf } from "../src/attachments/kind.js";
import { explainWeight, isAloneTooHeavy, isTooHeavy, weigh } from "../src/attachments/weight.js";

const PART = encodedSize(0);

test("a file's size in a mail is that of base64 in lines of 76", () => {
  for (const octets of [0, 1, 2, 3, 56, 57, 58, 114, 115, 1_000, 57_000, 57_001]) {
    const lines =
      Buffer.alloc(octets)
        .toString("base64")
        .match(/.{1,76}/g) ?? [];
    assert.equal(encodedSize(octets) - PART, lines.join("\r\n").length, `${octets} octets`);
  }
});

test("the largest file that fits does fit, and hardly a larger one", () => {
  for (const limit of [10_000, 1_048_576, 26_214_400]) {
    const largest = largestFile(limit);
    assert.ok(encodedSize(largest) <= limit);
    assert.ok(encodedSize(largest + 120) > limit);
  }
  assert.equal(largestFile(10), 0);
});

test("a mail is weighed with all that it holds, and what is too heavy is explained", () => {
  const files = [
    new File([new Uint8Array(3_000)], "a.bin"),
    new File([new Uint8Array(600)], "b.bin"),
  ];
  const weight = weigh(files, 1_000, 6_000);
  assert.equal(weight.files, 3_600);
  assert.equal(weight.mail, 1_000 + encodedSize(3_000) + encodedSize(600));
  assert.ok(isTooHeavy(weight));
  assert.match(explainWeight(weight), /about 6\.6 KiB, and the server takes 5\.9 KiB/);
  assert.equal(explainWeight(weigh(files, 1_000, null)), "");
  assert.ok(!isTooHeavy(weigh(files, 0, 6_000)));
  assert.deepEqual(
    files.map((file) => isAloneTooHeavy(file, 3_000)),
    [true, false],
  );
});

test("a file's kind is its ending, where it has one", () => {
  const kinds = ["a.pdf", "a.tar.gz", "README", ".profile", "a.thisisnone", "a.b c"];
  assert.deepEqual(
    kinds.map((name) => kindOf(new File([], name))),
    ["PDF", "GZ", "File", "File", "File", "File"],
  );
});
