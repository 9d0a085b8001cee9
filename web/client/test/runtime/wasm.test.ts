import assert from "node:assert/strict";
import { test } from "node:test";

import { loadCore } from "../../src/runtime/wasm.js";

test("nobody waits for a wasm for ever, and the next attempt begins anew", async ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  mock.method(globalThis, "fetch", () => new Promise(() => undefined));
  const loading = loadCore("https://x.test/never.wasm");
  const failed = assert.rejects(loading, { code: "internal", message: /60 seconds/ });
  mock.timers.tick(60_000);
  await failed;
  mock.timers.reset();
  await loadCore();
});
