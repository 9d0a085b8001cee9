import assert from "node:assert/strict";
import { test } from "node:test";

import { type AddressInput, parseAddresses } from "../../src/compose/address.js";
import { WsmtpError } from "../../src/error/error.js";

test("every way to write addresses is read", () => {
  const cases: [AddressInput, [string, string][]][] = [
    ["ada@example.org", [["", "ada@example.org"]]],
    ["  <ada@example.org> ", [["", "ada@example.org"]]],
    ["Ada Lovelace <ada@example.org>", [["Ada Lovelace", "ada@example.org"]]],
    ['"Lovelace, Ada \\"Countess\\"" <ada@x>', [['Lovelace, Ada "Countess"', "ada@x"]]],
    [
      "a@x, B <b@y>; c@z,",
      [
        ["", "a@x"],
        ["B", "b@y"],
        ["", "c@z"],
      ],
    ],
    ['"odd, one"@example.org', [["", '"odd, one"@example.org']]],
    ["Zoë <zoe@bücher.example>", [["Zoë", "zoe@xn--bcher-kva.example"]]],
    ["zoë.日本@bücher.example", [["", "zoë.日本@xn--bcher-kva.example"]]],
    ["root@[192.0.2.1]", [["", "root@[192.0.2.1]"]]],
    [{ address: "a@x" }, [["", "a@x"]]],
    [{ name: "A, B", address: "a@x" }, [["A, B", "a@x"]]],
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

test("what is no address is refused, and the sentence quotes it", () => {
  const cases: AddressInput[] = [
    "ada",
    "@x",
    "ada@",
    "a b@x",
    "a@b c",
    "a..b@x",
    "ä\u2028b@x",
    "\ud800@x",
    "a@x/y",
    "a@-x",
    "a@x\r\nBcc: b@y",
    "Ada\r\nBcc: b@y <a@x>",
    { name: "Ada\nBcc", address: "a@x" },
    { address: "a@x>\r\nRCPT TO:<b@y" },
    `${"x".repeat(65)}@example.org`,
    `${"ä".repeat(33)}@example.org`,
    "Ada <a@x> trailing",
    "<a@x",
  ];
  for (const input of cases) {
    assert.throws(
      () => parseAddresses(input),
      (error) =>
        error instanceof WsmtpError && error.code === "bad-input" && error.message.includes(": "),
      JSON.stringify(input),
    );
  }
});
