import assert from "node:assert/strict";
import { test } from "node:test";

import { MAX_RECIPIENTS, grow } from "../src/recipients/list.js";
import { keyOf, readRecipients, writeRecipients } from "../src/recipients/recipient.js";
import { lastSeparator } from "../src/recipients/split.js";

function read(text: string): string[] {
  return readRecipients(text).map(({ name, address, text, trouble }) =>
    trouble === "" ? `${name}|${address}` : `wrong|${text}`,
  );
}

test("commas, semicolons, tabs and lines separate recipients", () => {
  const list = "a@x.org, b@x.org; c@x.org\r\nd@x.org\te@x.org\n\n;,\nf@x.org";
  assert.deepEqual(
    read(list),
    ["a", "b", "c", "d", "e", "f"].map((local) => `|${local}@x.org`),
  );
  assert.deepEqual(read(" \n, ; "), []);
});

test("addresses copied from a text may have spaces between them", () => {
  assert.deepEqual(read("a@x.org b@x.org  c@x.org"), ["|a@x.org", "|b@x.org", "|c@x.org"]);
});

test("what is nearly a list of addresses is read in time that grows with it", () => {
  const began = performance.now();
  const list = `${"a@b@c ".repeat(10_000)}end`;
  assert.equal(readRecipients(list).length, 1);
  assert.ok(performance.now() - began < 2_000);
});

test("names are kept, also those with commas and quotes", () => {
  assert.deepEqual(
    read(`Ada Lovelace <ada@x.org>, "Hopper, Grace" <grace@x.org>, linus@x.org (Linus)`),
    ["Ada Lovelace|ada@x.org", "Hopper, Grace|grace@x.org", "Linus|linus@x.org"],
  );
});

test("a family name before a comma belongs to the address behind it", () => {
  assert.deepEqual(read("Lovelace, Ada <ada@x.org>; Hopper, Grace <grace@x.org>"), [
    "Lovelace, Ada|ada@x.org",
    "Hopper, Grace|grace@x.org",
  ]);
  assert.deepEqual(read("nobody, ada@x.org"), ["wrong|nobody", "|ada@x.org"]);
});

test("members of a group stand alone", () => {
  assert.deepEqual(read("Friends: a@x.org, b@x.org; c@x.org"), [
    "|a@x.org",
    "|b@x.org",
    "|c@x.org",
  ]);
});

test("what is no address is kept as it was written, with the reason", () => {
  const [wrong] = readRecipients("ada at example");
  assert.equal(wrong?.text, "ada at example");
  assert.match(wrong?.trouble ?? "", /^"ada at example" is not an address: .*\.$/);
  assert.deepEqual(read(`"unclosed <a@x.org>, b@x.org`).length, 2);
});

test("a list that is written reads as the same again", () => {
  const list = readRecipients(
    `"A \\"q\\" \\\\ B, C" <a@x.org>, Grüße <g@x.org>, oops, "odd local"@x.org`,
  );
  assert.equal(list[0]?.name, 'A "q" \\ B, C');
  assert.deepEqual(readRecipients(writeRecipients(list)), list);
});

test("the same mailbox in other letters is the same", () => {
  const [one, two, three] = readRecipients("Ada@X.org, Ada <ada@x.org>, bob@x.org");
  assert.ok(one && two && three);
  assert.ok(keyOf(one) === keyOf(two));
  assert.ok(keyOf(one) !== keyOf(three));
});

test("a list of many more than there is room for is read in time that grows with it", () => {
  const crowd = Array.from({ length: 200_000 }, (_, at) => ({
    ...{ name: "", address: `f${at}@x.org`, text: `f${at}@x.org`, trouble: "" },
  }));
  const began = performance.now();
  const { list, over } = grow([], crowd, 0);
  assert.ok(performance.now() - began < 2_000);
  assert.equal(list.length, MAX_RECIPIENTS);
  assert.equal(over.length, crowd.length - MAX_RECIPIENTS);
});

test("a name that comes later is kept where there was none", () => {
  const [bare, named, other] = readRecipients("ada@x.org, Ada <ADA@x.org>, Bob <bob@x.org>");
  assert.ok(bare && named && other);
  const grown = grow([bare], [named, other], 1);
  assert.deepEqual(grown, { list: [named, other], doubles: [named], over: [] });
  assert.deepEqual(grow([named], [other], 0).list, [other, named]);
});

test("a separator within quotes or brackets ends nothing", () => {
  assert.equal(lastSeparator(`"Lovelace, Ada" <ada@x.org>`), 0);
  assert.equal(lastSeparator("ada@x.org, bo"), 10);
});
