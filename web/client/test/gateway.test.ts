import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";

import { WsmtpError } from "../src/error/error.js";
import { Gateway } from "../src/session/gateway.js";

test("the tunnel lies below the gateway's address", () => {
  const cases = [
    ["https://mail.example.org", "wss://mail.example.org/tunnel"],
    ["http://127.0.0.1:8025/", "ws://127.0.0.1:8025/tunnel"],
    ["https://example.org/mail", "wss://example.org/mail/tunnel"],
    ["wss://example.org/mail/?x#y", "wss://example.org/mail/tunnel"],
  ] as const;
  for (const [address, tunnel] of cases) assert.equal(new Gateway(address).tunnel, tunnel);
});

test("the gateway's host is the name for EHLO", () => {
  assert.equal(new Gateway("https://mail.example.org").heloName, "mail.example.org");
  assert.equal(new Gateway("http://127.0.0.1:8025").heloName, "[127.0.0.1]");
  assert.equal(new Gateway("http://[::1]:8025").heloName, "[IPv6:::1]");
});

test("what is no address of a gateway is refused", () => {
  for (const address of ["", "mail.example.org", "ftp://example.org", "javascript:alert(1)"]) {
    assert.throws(() => new Gateway(address), WsmtpError, address);
  }
});

test("a WebSocket that did not open is explained by asking the gateway", async () => {
  const server = createServer((_, response) => response.end("ok"));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  const gateway = new Gateway(`http://127.0.0.1:${port}`);

  assert.equal((await gateway.refusal()).code, "websocket-refused");
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  const down = await gateway.refusal();
  assert.equal(down.code, "gateway-down");
  assert.equal(down.temporary, true);
});
