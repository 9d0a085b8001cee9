import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { createTransport } from "wsmtp";

import { WsmtpError } from "../../src/error/error.js";
import { toFailure } from "../../src/error/failure.js";
import type { Engine, EngineEvent } from "../../src/runtime/wire.js";
import { Link, type SessionStart } from "../../src/session/link.js";
import { FarEnd, friendly } from "../far-end.js";

const wasm = await readFile(new URL("../../../../pkg/wsmtp_wasm_bg.wasm", import.meta.url));

/** A WebSocket that does not open. */
class Shut {
  onclose: ((event: { code: number }) => void) | null = null;

  constructor() {
    setTimeout(() => this.onclose?.({ code: 1006 }));
  }

  close(): void {}
}

/** What becomes of a session through WebSockets of which the first so many do not open, and how many there were. */
async function opened(gateway: string, shut: number): Promise<[string, number]> {
  const far = new FarEnd(friendly());
  let made = 0;
  const webSocket = class {
    constructor(url: string, protocol: string) {
      return made++ < shut ? new Shut() : new far.WebSocket(url, protocol);
    }
  };
  let asked = 0;
  const token = (): string => `token-${++asked}`;
  const transport = createTransport({ gateway, upstream: "mail", wasm, webSocket, token });
  const outcome = await transport.verify().then(
    () => "ready",
    (error: { code: string }) => error.code,
  );
  transport.close({ force: true });
  assert.equal(asked, 1, "a token is asked for once in a session");
  return [outcome, made];
}

/** The address of a gateway that answers, until the test is over. */
async function answering(context: TestContext): Promise<string> {
  const server = createServer((_, response) => response.end("ok"));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  context.after(() => (server.closeAllConnections(), server.close()));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("a network that comes back while the gateway is asked for is used", async (context) => {
  assert.deepEqual(await opened(await answering(context), 1), ["ready", 2]);
});

test("a gateway that answers and opens no WebSocket has refused it, and is not asked a third time", async (context) => {
  assert.deepEqual(await opened(await answering(context), 9), ["websocket-refused", 2]);
});

test("a gateway that does not answer is down, and no more is tried", async () => {
  assert.deepEqual(await opened("http://127.0.0.1:1", 9), ["gateway-down", 1]);
});

test("a session that is closed in the moment in which its WebSocket does not open is not opened again", async () => {
  let made = 0;
  const open = (_: unknown, hear: (event: EngineEvent) => void): Engine => {
    made += 1;
    // As a worker does, which hears of the page's wish too late.
    const abort = (): void => {
      hear({ type: "failed", failure: toFailure(new WsmtpError("websocket-refused", "shut")) });
      hear({ type: "closed" });
    };
    return { abort } as Engine;
  };
  const start = {
    gateway: { refusal: assert.fail },
    runtime: { open },
    load: async () => undefined,
    options: async () => ({}),
    timeouts: {},
  } as unknown as SessionStart;
  const link = new Link(start, () => undefined);
  await new Promise((opened) => setImmediate(opened));
  link.abort();
  assert.equal((await link.over).code, "closed");
  assert.equal(made, 1);
});
