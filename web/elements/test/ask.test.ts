import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";

import { ask } from "../src/ask.js";

test("a refusal that breaks off is told as a gateway that does not answer", async (t) => {
  const server = createServer((_request, response) => {
    response.writeHead(400, { "content-length": "100" });
    response.write("line 1: ", () => response.destroy());
  });
  t.after(() => server.close());
  await once(server.listen(0, "127.0.0.1"), "listening");
  const base = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await assert.rejects(ask(base, "sandbox/setup"), {
    code: "gateway-down",
    message: `the gateway at ${base.host} does not answer: check that it is running`,
  });
});
