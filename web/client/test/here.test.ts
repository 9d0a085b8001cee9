import assert from "node:assert/strict";
import { test } from "node:test";

import { Session as WasmSession } from "../pkg/wsmtp_wasm.js";
import { here } from "../src/runtime/here.js";
import type { EngineEvent, EngineOptions } from "../src/runtime/wire.js";

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
async function session(): Promise<{ hand: Hand; told: EngineEvent[] }> {
  const runtime = here({ WebSocket: Hand });
  await runtime.load();
  const told: EngineEvent[] = [];
  runtime.open(OPTIONS, (event) => told.push(event));
  return { hand: Hand.last, told };
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
