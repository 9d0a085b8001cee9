import assert from "node:assert/strict";
import { test } from "node:test";

import { loadCore } from "../../src/runtime/wasm.js";

test("nobody waits for a wasm for ever, and the next attempt begins anew", async ({ mock }) => {
  const late = new AbortController();
  const limits = mock.method(AbortSignal, "timeout", () => late.signal);
  mock.method(globalThis, "fetch", (_: string, { signal }: RequestInit) => {
    return new Promise((_, reject) => {
      signal?.addEventListener("abort", () => reject(new Error("timed out")));
    });
  });
  const loading = loadCore("https://x.test/never.wasm");
  const failed = assert.rejects(loading, { code: "internal", message: /timed out/ });
  await new Promise((next) => setImmediate(next));
  late.abort();
  await failed;
  assert.deepEqual(limits.mock.calls[0]?.arguments, [60_000]);
  await loadCore();
});
