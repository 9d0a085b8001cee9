import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";

import { createTransport } from "wsmtp";

import { Practice } from "../src/index.js";

function transportTo({ webSocket, user, password }: Practice): ReturnType<typeof createTransport> {
  const auth = { user, pass: password };
  return createTransport({ gateway: "https://sandbox.test", upstream: "sandbox", webSocket, auth });
}

test("a mail is sent without any network, and read again", async () => {
  const practice = await Practice.start();
  const transport = transportTo(practice);
  const delivered = once(practice, "delivered");
  await transport.sendMail({
    from: practice.user,
    to: "bob@sandbox.test",
    subject: "Grüße",
    text: "hello\n.\nyou",
  });
  await delivered;
  transport.close();
  const [mail, ...others] = await practice.list();
  assert.ok(mail);
  assert.deepEqual(others, []);
  const { from, to, subject, size, security } = mail;
  assert.deepEqual([from, to, subject], ["demo@sandbox.test", ["bob@sandbox.test"], "Grüße"]);
  assert.equal(security, "starttls");
  const source = new TextDecoder().decode(await practice.source(mail.id));
  assert.equal(size, source.length);
  assert.match(source, /\r\n\r\nhello\r\n\.\r\nyou\r\n$/);
  const said = (await practice.transcript(mail.id)).map(
    ({ direction, text }) => `${direction}: ${text}`,
  );
  assert.ok(said.includes("C: STARTTLS"), said.join("\n"));
});

test("what went wrong is told as it is by a real server", async () => {
  const practice = await Practice.start();
  const transport = transportTo(practice);
  const sent = transport.sendMail({
    from: practice.user,
    to: "refused@sandbox.test",
    text: "hello",
  });
  await assert.rejects(sent, { code: "recipient-refused", temporary: false });
  transport.close();
  assert.deepEqual(await practice.list(), []);
});

test("a mail that is removed is gone, and the list says that it changed", async () => {
  const practice = await Practice.start();
  const transport = transportTo(practice);
  const delivered = once(practice, "delivered");
  await transport.sendMail({ from: practice.user, to: "bob@sandbox.test", text: "hello" });
  await delivered;
  transport.close();
  const changed = once(practice, "change");
  await practice.clear();
  await changed;
  assert.deepEqual(await practice.list(), []);
  await assert.rejects(practice.source(1), { code: "bad-input" });
});

test("a page that says much at once hears all answers, and in order", async () => {
  const reply = "x\\n".repeat(30);
  const practice = await Practice.start({
    setup: `security: none\nnoop: reply 250 ${"y".repeat(400)}\\n${reply}`,
  });
  const socket = new practice.webSocket("wss://sandbox.test/v1/connect", "") as WebSocket;
  socket.binaryType = "arraybuffer";
  const heard: string[] = [];
  const done = new Promise<void>((resolve) => {
    socket.onmessage = ({ data }: MessageEvent): void => {
      if (data instanceof ArrayBuffer) heard.push(new TextDecoder().decode(data));
      if (heard.at(-1) === "221 2.0.0 goodbye\r\n") resolve();
    };
  });
  socket.onopen = (): void => {
    socket.send(JSON.stringify({ type: "open", upstream: "sandbox" }));
    socket.send(new TextEncoder().encode(`${"NOOP\r\n".repeat(1000)}QUIT\r\n`));
  };
  await done;
  assert.equal(heard.filter((reply) => /^250-y{400}\r\n/.test(reply)).length, 1000);
});
