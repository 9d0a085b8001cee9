import assert from "node:assert/strict";
import { test } from "node:test";
import { type Progress, createTransport } from "wsmtp";

import { FarEnd, friendly } from "../far-end.js";

test("progress of a mail that takes several connections grows to the whole", async () => {
  const far = new FarEnd(friendly("CHUNKING", "LIMITS RCPTMAX=1 MAILMAX=2"));
  const { WebSocket: webSocket } = far;
  const transport = createTransport({ gateway: "http://127.0.0.1", upstream: "mail", webSocket });
  const mail = { from: "ada@x", to: ["bob@y", "eve@y", "ida@y", "leo@y", "kim@y"], text: "hello" };
  const { size } = await transport.compose(mail);
  const told: Progress[] = [];
  await transport.sendMail(mail, { onProgress: (progress) => told.push(progress) });
  transport.close({ force: true });
  assert.equal(far.connections.length, 3);
  const whole = mail.to.length * size;
  for (const { total } of told) assert.equal(total, whole);
  const sent = told.map((progress) => progress.sent);
  assert.deepEqual(
    [...new Set(sent)],
    [1, 2, 3, 4, 5].map((parts) => parts * size),
  );
});
