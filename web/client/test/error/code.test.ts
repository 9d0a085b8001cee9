import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { ERROR_CODES } from "../../src/error/code.js";

const CRATES = new URL("../../../../../../crates/", import.meta.url);

/** The words of a Rust source that look as codes do, without those of its tests. */
function words(path: string): string[] {
  const source = readFileSync(new URL(path, CRATES), "utf8").split("#[cfg(test)]")[0] ?? "";
  return [...source.matchAll(/"([a-z]+(?:-[a-z]+)+|internal|limit|timeout|protocol|insecure|closed)"/g)].map(
    ([, word]) => word ?? "",
  );
}

test("every code that the engine or the gateway gives is one of the list, and none stands twice", () => {
  const codes: ReadonlySet<string> = new Set(ERROR_CODES);
  assert.equal(codes.size, ERROR_CODES.length);
  for (const [path, least] of [
    ["wasm/src/failure.rs", 15],
    ["wasm/src/driver.rs", 4],
    ["tunnel/src/error_code.rs", 28],
  ] as const) {
    const given = new Set(words(path));
    assert.ok(given.size >= least, `${path} gives ${given.size} codes`);
    for (const code of given) assert.ok(codes.has(code), `${code} of ${path}`);
  }
});
