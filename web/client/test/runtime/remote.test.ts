import assert from "node:assert/strict";
import { test } from "node:test";

import { deferred } from "../../src/runtime/deferred.js";
import type { Greeting } from "../../src/runtime/protocol.js";
import { Remote } from "../../src/runtime/remote.js";
import { serve } from "../../src/runtime/serve.js";
import { createTransport } from "../../src/transport/transport.js";

/** Workers that are none: they serve in this very thread. */
class InThread extends EventTarget {
  static made = 0;
  static ended = 0;

  constructor() {
    super();
    InThread.made += 1;
  }

  postMessage(greeting: Greeting, [port]: [MessagePort]): void {
    void serve(greeting, port);
  }

  terminate(): void {
    InThread.ended += 1;
  }
}

Object.assign(globalThis, { Worker: InThread });

test("a mail that is being composed when its transport is closed has a worker to its end, and the worker ends", async () => {
  const gateway = "http://127.0.0.1";
  const transport = createTransport({ gateway, upstream: "mail", worker: "https://x.test/w.js" });
  const { promise: read, resolve: begun } = deferred<void>();
  const { promise: closed, resolve: end } = deferred<void>();
  const content = new ReadableStream<string>({
    async pull(controller) {
      begun();
      await closed;
      controller.enqueue("hello");
      controller.close();
    },
  });
  const mail = transport.compose({ from: "ada@x", to: "bob@y", attachments: [{ content }] });
  await read;
  transport.close();
  end();
  assert.match(await (await mail).text(), /aGVsbG8=/);
  assert.deepEqual([InThread.made, InThread.ended], [1, 1]);
});

test("no worker is started for a transport that is closed", async () => {
  InThread.made = 0;
  const remote = new Remote("https://x.test/w.js", { wasm: undefined, composerWasm: undefined });
  remote.close();
  await assert.rejects(remote.load(), { code: "closed" });
  assert.equal(InThread.made, 0);
});
