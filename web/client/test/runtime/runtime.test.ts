import assert from "node:assert/strict";
import { test } from "node:test";

import { Remote } from "../../src/runtime/remote.js";
import { runtimeOf } from "../../src/runtime/runtime.js";

test("a page has a worker started, and a worker is one already", () => {
  const page = globalThis as { WorkerGlobalScope?: unknown };
  assert.ok(runtimeOf({ worker: true }) instanceof Remote);
  page.WorkerGlobalScope = class {};
  try {
    assert.ok(!(runtimeOf({ worker: true }) instanceof Remote));
    assert.ok(runtimeOf({ worker: "/worker.js" }) instanceof Remote, "its page says which");
  } finally {
    delete page.WorkerGlobalScope;
  }
});
