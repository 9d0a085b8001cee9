import assert from "node:assert/strict";
import { test } from "node:test";

import { WsmtpError } from "../../src/error/error.js";
import type { Greeting } from "../../src/runtime/protocol.js";
import { serve } from "../../src/runtime/serve.js";
import type { EngineEvent, EngineOptions } from "../../src/runtime/wire.js";
import { WorkerLink } from "../../src/runtime/worker-link.js";

/** A worker that is none: it serves in this very thread. */
class Served extends EventTarget {
  postMessage(greeting: Greeting, [port]: [MessagePort]): void {
    void serve(greeting, port);
  }

  terminate(): void {}
}

test("what is asked of a worker that has ended is told why, at once", async () => {
  const ends: WsmtpError[] = [];
  const worker = new Served() as unknown as Worker;
  const link = new WorkerLink(worker, true, { wasm: undefined, composerWasm: undefined }, (why) =>
    ends.push(why),
  );
  await link.ready;
  const why = new WsmtpError("internal", "gone");
  link.end(why);
  await assert.rejects(
    link.call((call) => ({ type: "load", call })),
    why,
  );
  const heard: EngineEvent[] = [];
  await new Promise<void>((closed) => {
    const engine = link.open({} as EngineOptions, (event) => {
      heard.push(event);
      if (event.type === "closed") closed();
    });
    engine.command("noop", null);
    assert.deepEqual(heard, [], "not before open has returned");
  });
  assert.deepEqual(
    heard.map((event) => (event.type === "failed" ? event.failure.cause : event.type)),
    ["gone", "closed"],
  );
  assert.deepEqual(ends, [why]);
});
