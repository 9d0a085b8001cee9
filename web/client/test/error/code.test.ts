import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

import { ERROR_CODES } from "../../src/error/code.js";

const CRATES = new URL("../../../../../../crates/", import.meta.url);

const FAILURE = /(?:Failure|Self)::(?:new|advise|replied)\(\s*"([a-z-]+)"/g;
/** A string that looks as a code does. */
const WORD = /"([a-z]+(?:-[a-z]+)+|internal|limit|timeout|protocol|insecure|closed)"/g;

function found(path: string, pattern: RegExp): Set<string> {
  const source = readFileSync(new URL(path, CRATES), "utf8");
  return new Set([...source.matchAll(pattern)].map(([, word]) => word ?? ""));
}

test("every code that the engine or the gateway gives is one of the list, and none stands twice", () => {
  const codes: ReadonlySet<string> = new Set(ERROR_CODES);
  assert.equal(codes.size, ERROR_CODES.length);
  const sources = readdirSync(new URL("wasm/src/", CRATES), { recursive: true, encoding: "utf8" });
  const made = sources.filter((file) => file.endsWith(".rs") && !file.includes("tests"));
  const given = [
    ...made.flatMap((file) => [...found(`wasm/src/${file}`, FAILURE)]),
    ...found("wasm/src/failure.rs", WORD),
    ...found("tunnel/src/error_code.rs", WORD),
  ];
  assert.ok(new Set(given).size >= 40, `${new Set(given).size} codes`);
  for (const code of given) assert.ok(codes.has(code), code);
});
