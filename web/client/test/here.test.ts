import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";

import { Composer } from "../pkg/wsmtp_composer.js";
import { Session as WasmSession } from "../pkg/wsmtp_wasm.js";
import { here } from "../src/runtime/here.js";
import type { Failure } from "../src/error/report.js";
import type {
  Engine,
  EngineEvent,
  EngineOptions,
  WireEnvelope,
  WireMail,
} from "../src/runtime/wire.js";
import { loadWasm } from "../src/runtime/wasm.js";

const OPTIONS: EngineOptions = {
  ...{ url: "ws://gateway.example/tunnel", upstream: "mail", host: null, port: null, tls: null },
  ...{ name: "page.example", auth: null, authMethod: null, token: null },
  ...{ allowCleartextAuth: false, lmtp: false, pipelining: true, chunking: true, byHand: false },
};

/** A WebSocket in the hands of a test. */
class Hand {
  static last: Hand;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  readonly sent: unknown[] = [];
  closed = false;
  /** What it does while it sends. */
  sends: () => void = () => undefined;

  constructor() {
    Hand.last = this;
  }

  send(message: unknown): void {
    this.sent.push(message);
    this.sends();
  }

  close(): void {
    this.closed = true;
  }
}

/** A session through the test's hands: it, and what it tells. */
async function session(
  Made: new () => object = Hand,
): Promise<{ hand: Hand; engine: Engine; told: EngineEvent[] }> {
  const runtime = here({ WebSocket: Made });
  await loadWasm();
  const told: EngineEvent[] = [];
  const engine = runtime.open(OPTIONS, (event) => told.push(event));
  return { hand: Hand.last, engine, told };
}

const ENVELOPE: WireEnvelope = {
  ...{ from: "ada@x", to: [], body: null, binary: false, smtpUtf8: false, requireTls: false },
  ...{ dsnReturn: null, envelopeId: null, deliverBy: null, holdFor: null, holdUntil: null },
  priority: null,
};
const MAIL: WireMail = {
  header: [],
  body: {
    ...{ kind: "text", text: "hello", encoding: null, contentType: "text/plain" },
    ...{ filename: null, disposition: null, cid: null, header: [] },
  },
  seed: "1@x",
};

/** What was told of the only failure. */
function cause(told: EngineEvent[]): string | null | undefined {
  const [failed] = told.filter((event) => "failure" in event);
  return (failed?.failure as Failure | undefined)?.cause;
}

function codes(told: EngineEvent[]): string[] {
  return told.map((event) => (event.type === "failed" ? event.failure.code : event.type));
}

test("a message that is too long ends the session, and is not taken into the wasm", async () => {
  for (const data of [new ArrayBuffer(600_000_000), "x".repeat(500_000_000)]) {
    const { hand, told } = await session();
    hand.onopen?.();
    const before = process.memoryUsage().arrayBuffers;
    hand.onmessage?.({ data });
    assert.deepEqual(codes(told), ["protocol", "closed"]);
    assert.ok(hand.closed);
    assert.ok(process.memoryUsage().arrayBuffers - before < 1_000_000);
  }
});

test("a WebSocket that closes while it sends ends the session", async () => {
  const { hand, told } = await session();
  hand.sends = () => hand.onclose?.({ code: 1006 });
  hand.onopen?.();
  assert.deepEqual(codes(told), ["gateway-down", "closed"]);
});

test("a WebSocket that cannot send says so by closing", async () => {
  const { hand, told } = await session();
  hand.sends = () => {
    throw new Error("it is closing");
  };
  hand.onopen?.();
  assert.deepEqual(told, []);
  hand.onclose?.({ code: 1006 });
  assert.deepEqual(codes(told), ["gateway-down", "closed"]);
});

test("a fault of the wasm's own in whatever arrives ends the session", async (test) => {
  const { hand, told } = await session();
  hand.onopen?.();
  test.mock.method(WasmSession.prototype, "text", () => {
    throw new WebAssembly.RuntimeError("unreachable");
  });
  hand.onmessage?.({ data: "{}" });
  assert.deepEqual(codes(told), ["internal", "closed"]);
  assert.ok(hand.closed);
});

test("a mail that the session refuses is held no longer", async (test) => {
  const { engine, told } = await session();
  const freed = test.mock.method(Composer.prototype, "free");
  const failure = { code: "limit", cause: "too large", remedy: null, temporary: false };
  test.mock.method(WasmSession.prototype, "send", () => {
    throw failure;
  });
  engine.send(ENVELOPE, MAIL, []);
  await setTimeout();
  assert.deepEqual(told, [{ type: "refused", failure }]);
  assert.equal(freed.mock.callCount(), 1);
});

test("a composer that a fault has broken is let go of, and nothing else breaks by it", async (test) => {
  const { engine, told } = await session();
  test.mock.method(WasmSession.prototype, "send", () => {
    throw new WebAssembly.RuntimeError("unreachable");
  });
  test.mock.method(Composer.prototype, "free", () => {
    throw new Error("attempted to take ownership of Rust value while it was borrowed");
  });
  engine.send(ENVELOPE, MAIL, []);
  await setTimeout();
  // An unhandled rejection would end this program.
  assert.deepEqual(codes(told), ["internal", "closed"]);
});

test("why no WebSocket could be made is said in the words of who refused", async (test) => {
  const freed = test.mock.method(WasmSession.prototype, "free");
  const refusals: [Error, string][] = [
    [
      new SyntaxError("Invalid URL"),
      '"ws://gateway.example/tunnel" is not a WebSocket\'s address: check the gateway',
    ],
    [
      new DOMException("The operation is insecure.", "SecurityError"),
      'no WebSocket could be made for "ws://gateway.example/tunnel" (The operation is insecure.):' +
        " check the gateway and webSocket",
    ],
  ];
  for (const [thrown, words] of refusals) {
    const refuses = function (): never {
      throw thrown;
    };
    const { told } = await session(refuses as unknown as new () => object);
    await setTimeout();
    assert.deepEqual(codes(told), ["bad-input", "closed"]);
    assert.equal(cause(told), words);
  }
  assert.equal(freed.mock.callCount(), refusals.length);
});
