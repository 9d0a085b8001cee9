import assert from "node:assert/strict";
import { test } from "node:test";

import { WsmtpError } from "../../src/error/error.js";
import type { Greeting } from "../../src/runtime/protocol.js";
import { serve } from "../../src/runtime/serve.js";
import type { EngineEvent, EngineOptions } from "../../src/runtime/wire.js";
import { WorkerLink } from "../../src/runtime/worker-link.js";

/** A worker that is none: it serves in this very thread. */
class Served extends EventTarget {
  port: MessagePort | undefined;

  postMessage(greeting: Greeting, [port]: [MessagePort]): void {
    this.port = port;
    void serve(greeting, port);
  }

  terminate(): void {}
}

/** Node.js 20 has no Web Locks: what they are asked for, and the names of those that are held. */
function withLocks(request: (name: string) => Promise<void>): { held: Set<string> } {
  const held = new Set<string>();
  const locks = {
    request: async (name: string, ...rest: unknown[]) => {
      await request(name);
      if (rest.length > 1) return;
      held.add(name);
      await (rest[0] as () => Promise<void>)();
      held.delete(name);
    },
  };
  Object.defineProperty(globalThis, "navigator", { value: { locks }, configurable: true });
  return { held };
}

const NOWHERE = { wasm: undefined, composerWasm: undefined };

test("a worker that the page keeps for itself holds nothing of a transport that is over", async () => {
  const { held } = withLocks(async () => undefined);
  const worker = new Served();
  const link = new WorkerLink(worker as unknown as Worker, false, NOWHERE, () => undefined);
  await link.ready;
  assert.equal(held.size, 1);
  const { port } = worker;
  assert.ok(port);
  const closed = new Promise((resolve) => port.addEventListener("close", resolve));
  link.end(new WsmtpError("closed", "over"));
  await closed;
  assert.equal(held.size, 0);
});

test("a worker that gets no lock serves without", async () => {
  withLocks(() => Promise.reject(new DOMException("not for this page", "SecurityError")));
  const link = new WorkerLink(new Served() as unknown as Worker, false, NOWHERE, () => undefined);
  await link.ready;
  link.end(new WsmtpError("closed", "over"));
});

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
