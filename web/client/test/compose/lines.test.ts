import assert from "node:assert/strict";
import { test } from "node:test";

import { areLines, canonical, scan } from "../../src/compose/lines.js";

/** One slice is read at a time; line ends can lie across. */
const SLICE = 1024 * 1024;

test("line ends are found and mended wherever slices end", async () => {
  for (const end of ["\r\n", "\n", "\r", "\n\r", "\r\r\n", "\r\n\r\n"]) {
    for (const length of [SLICE - 2, SLICE - 1, SLICE]) {
      const line = "x".repeat(length);
      const source = new Blob([line, end, "y"]);
      const expected = `${line}${end.replace(/\r\n|\r|\n/g, "\r\n")}y`;
      assert.equal(await (await canonical(source, undefined)).text(), expected);
      const facts = await scan(source, undefined);
      assert.deepEqual([facts.bare, facts.ended], [/^(?:\r\n)+$/.test(end) === false, false]);
      assert.equal(facts.longest, length);
    }
  }
});

test("what lines of a mail hold is seen", async () => {
  const facts = async (text: string): Promise<unknown> => {
    const { bare, ended, longest, nul, eightBit } = await scan(
      new TextEncoder().encode(text),
      undefined,
    );
    return [bare, ended, longest, nul, eightBit.header, eightBit.body];
  };
  assert.deepEqual(await facts(""), [false, true, 0, false, false, false]);
  assert.deepEqual(await facts("a: b\r\n\r\nc\r\n"), [false, true, 4, false, false, false]);
  assert.deepEqual(await facts("a: ä\r\n\r\nc"), [false, false, 5, false, true, false]);
  assert.deepEqual(await facts("a: b\n\nä\0"), [true, false, 4, true, false, true]);
  assert.deepEqual(await facts("a\r"), [true, true, 1, false, false, false]);
  const sound = await scan(new Blob(["x".repeat(998), "\r\n"]), undefined);
  const long = await scan(new Blob(["x".repeat(999), "\r\n"]), undefined);
  assert.deepEqual([areLines(sound), areLines(long)], [true, false]);
});

test("bytes at hand keep the page from nothing else for longer than a slice", async () => {
  let turns = 0;
  let next: NodeJS.Immediate;
  const turn = (): void => {
    turns += 1;
    next = setImmediate(turn);
  };
  turn();
  await scan(new Uint8Array(8 * SLICE), undefined);
  clearImmediate(next!);
  assert.ok(turns >= 8, `${turns} turns`);
});

test("reading stops when it is not wanted any more", async () => {
  const signal = AbortSignal.abort();
  await assert.rejects(scan(new Blob(["x"]), signal), { code: "closed" });
});
