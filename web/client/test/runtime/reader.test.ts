import assert from "node:assert/strict";
import { test } from "node:test";

import { Reader } from "../../src/runtime/reader.js";

/** What the wasm wants at a time. */
const WANTED = 57 * 2048;

test("a file is read once", async () => {
  const slices: [number, number][] = [];
  class Counted extends Blob {
    override slice(begin = 0, end = this.size): Blob {
      slices.push([begin, end]);
      return super.slice(begin, end);
    }
  }
  const bytes = new Uint8Array(3_000_000).map((_, at) => at >>> 3);
  const reader = new Reader([new Counted([bytes])]);
  const read: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += WANTED) {
    read.push(await reader.read(0, at, Math.min(WANTED, bytes.length - at)));
  }
  assert.equal(Buffer.compare(Buffer.concat(read), bytes), 0);
  const octets = slices.reduce((sum, [begin, end]) => sum + end - begin, 0);
  assert.equal(octets, bytes.length);
});

test("one read ends before the next begins", async () => {
  let reading = 0;
  let most = 0;
  class Watched extends Blob {
    override async arrayBuffer(): Promise<ArrayBuffer> {
      most = Math.max(most, ++reading);
      const buffer = await super.arrayBuffer();
      await new Promise(setImmediate);
      reading--;
      return buffer;
    }
    override slice(begin?: number, end?: number): Blob {
      return new Watched([super.slice(begin, end)]);
    }
  }
  const reader = new Reader([new Watched([new Uint8Array(3_000_000)])]);
  // From the front, then from elsewhere while what follows is still being read.
  for (const at of [0, 2_000_000, 1_000_000]) await reader.read(0, at, WANTED);
  assert.equal(most, 1);
});
