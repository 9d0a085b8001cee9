import assert from "node:assert/strict";
import { test } from "node:test";

import { type AddressInput, parseAddresses, readAddresses } from "../../src/compose/address.js";
import { badInput } from "./refused.js";

test("every way to write addresses is read", () => {
  const cases: [AddressInput, [string, string][]][] = [
    ["ada@example.org", [["", "ada@example.org"]]],
    ["  <ada@example.org> ", [["", "ada@example.org"]]],
    ["Ada Lovelace <ada@example.org>", [["Ada Lovelace", "ada@example.org"]]],
    ['"Lovelace, Ada \\"Countess\\"" <ada@x>', [['Lovelace, Ada "Countess"', "ada@x"]]],
    ['Ada  "the  first" Lovelace <ada@x>', [["Ada the  first Lovelace", "ada@x"]]],
    ["ada@x (Ada Lovelace)", [["Ada Lovelace", "ada@x"]]],
    ["Ada (the (one) Countess) <ada@x> (home)", [["Ada", "ada@x"]]],
    ["(before) ada@x", [["before", "ada@x"]]],
    [
      "a@x, B <b@y>; c@z,",
      [
        ["", "a@x"],
        ["B", "b@y"],
        ["", "c@z"],
      ],
    ],
    ['"odd, one"@example.org', [["", '"odd, one"@example.org']]],
    ['<"odd> one"@example.org>', [["", '"odd> one"@example.org']]],
    ["Zoë <zoe@bücher.example>", [["Zoë", "zoe@xn--bcher-kva.example"]]],
    ["zoë.日本@bücher.example", [["", "zoë.日本@xn--bcher-kva.example"]]],
    [
      "root@[192.0.2.1], v6@[IPv6:::1]",
      [
        ["", "root@[192.0.2.1]"],
        ["", "v6@[IPv6:::1]"],
      ],
    ],
    [
      "Friends: a@x, B <b@y>;",
      [
        ["", "a@x"],
        ["B", "b@y"],
      ],
    ],
    [{ address: "a@x" }, [["", "a@x"]]],
    [{ name: "A, B", address: "a@x" }, [["A, B", "a@x"]]],
    [
      { name: "Friends", group: ["a@x", { name: "B", address: "b@y" }] },
      [
        ["", "a@x"],
        ["B", "b@y"],
      ],
    ],
    [
      ["a@x", { name: "B", address: "b@y" }, ["c@z"]],
      [
        ["", "a@x"],
        ["B", "b@y"],
        ["", "c@z"],
      ],
    ],
    ["", []],
    [[], []],
  ];
  for (const [input, expected] of cases) {
    const read = parseAddresses(input).map(({ name, address }) => [name, address]);
    assert.deepEqual(read, expected, JSON.stringify(input));
  }
});

test("groups are kept together", () => {
  assert.deepEqual(readAddresses("a@x, Friends: b@y, C <c@z>; d@w, undisclosed-recipients:;"), [
    { name: "", address: "a@x" },
    {
      group: "Friends",
      members: [
        { name: "", address: "b@y" },
        { name: "C", address: "c@z" },
      ],
    },
    { name: "", address: "d@w" },
    { group: "undisclosed-recipients", members: [] },
  ]);
});

test("what is no address is refused, and the sentence quotes it", () => {
  const endless: AddressInput[] = [];
  endless.push(endless);
  const cases: AddressInput[] = [
    "ada",
    "@x",
    "ada@",
    "<>",
    "a b@x",
    "a@b c",
    "a..b@x",
    "ä\u2028b@x",
    "\ud800@x",
    "a@x/y",
    "a@-x",
    "a@x:25",
    "a@x\r\nBcc: b@y",
    "Ada\r\nBcc: b@y <a@x>",
    "Ada\r\nBcc: b@y;",
    "A: B: c@x;;",
    ": a@x;",
    '"Ada <a@x>',
    "Ada (the <a@x>",
    { name: "Ada\nBcc", address: "a@x" },
    { name: "Ada\nBcc", group: "a@x" },
    { name: "", group: "a@x" },
    { address: "a@x>\r\nRCPT TO:<b@y" },
    `${"x".repeat(65)}@example.org`,
    `${"ä".repeat(33)}@example.org`,
    "Ada <a@x> trailing",
    "Ada <a@x> <b@y>",
    "Doe, John <j@x>",
    "<a@x",
    5 as unknown as string,
    { name: "Ada" } as unknown as string,
    endless,
  ];
  for (const input of cases) {
    assert.throws(
      () => parseAddresses(input),
      badInput(": "),
      String(JSON.stringify(input === endless ? 0 : input)),
    );
  }
});

test("an error says where the address stands", () => {
  assert.throws(
    () => readAddresses(["a@x", "bob"], "cc"),
    badInput('"bob" in cc is not an address'),
  );
});

test("a long text is read in a time that grows with its length", () => {
  for (const text of [
    '"\\'.repeat(50_000),
    "(".repeat(200_000),
    "<".repeat(200_000),
    "[".repeat(200_000),
    " ".repeat(200_000),
  ]) {
    const before = performance.now();
    try {
      parseAddresses(text);
    } catch (error) {
      badInput("")(error);
    }
    assert.ok(performance.now() - before < 2_000, text.slice(0, 1));
  }
});
