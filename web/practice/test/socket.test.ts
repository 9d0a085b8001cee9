import assert from "node:assert/strict";
import { test } from "node:test";

import { createTransport } from "wsmtp";

import { Practice } from "../src/index.js";

test("what the server says comes in order, also where timers do not", async (context) => {
  const practice = await Practice.start();
  const { setTimeout: timer } = globalThis;
  let even = false;
  // As in a browser, where timers that timers set wait longer than others.
  const uneven = (act: () => void, wait = 0): ReturnType<typeof setTimeout> => {
    even = !even;
    return timer(act, even ? wait + 4 : wait);
  };
  context.mock.method(globalThis, "setTimeout", uneven);
  const { webSocket, user, password } = practice;
  const transport = createTransport({
    ...{ gateway: "https://sandbox.test", upstream: "sandbox", webSocket },
    auth: { user, pass: password },
  });
  const text = "a line of a mail\n".repeat(5_000);
  await transport.sendMail({ from: user, to: "bob@sandbox.test", text });
  transport.close();
  assert.equal((await practice.list()).length, 1);
});
