import assert from "node:assert/strict";
import { once } from "node:events";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";

import { type Message, readMessage } from "../../src/compose/message.js";
import { storable } from "../../src/compose/storable.js";
import { WsmtpError } from "../../src/error/error.js";
import { badInput } from "./refused.js";

const HELLO = { from: "ada@example.org", to: "bob@example.net" };
let server: Server;
let site: string;

before(async () => {
  server = createServer((request, response) => {
    if (request.url?.startsWith("/gone") === true) response.writeHead(404).end("nothing");
    else if (request.url === "/slow") response.write("a");
    else response.end(`asked by ${request.headers["x-reader"] ?? "nobody"}`);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

after(() => {
  server.closeAllConnections();
  server.close();
});

test("an address is fetched, with the headers that are wanted", async () => {
  const { mail, sources } = await readMessage({
    ...HELLO,
    text: { href: `${site}/text` },
    attachments: [
      { href: `${site}/files/report.pdf?key=1#page`, httpHeaders: { "X-Reader": "ada" } },
      { path: new URL(`${site}/plain`) },
    ],
  });
  const texts = await Promise.all(sources.map(async (one) => (one as Blob).text()));
  assert.deepEqual(texts, ["asked by ada", "asked by nobody"]);
  const written = JSON.stringify(mail.body);
  assert.match(written, /"text":"asked by nobody"/);
  assert.match(written, /"filename":"report.pdf"/);
  assert.match(written, /"filename":"plain.bin"/);
});

test("a failure names the place, and nothing that may be secret", async () => {
  for (const [href, words] of [
    [`${site}/gone/a.pdf?token=secret#secret`, `${site}/gone/a.pdf (status 404)`],
    [
      "http://user:secret@127.0.0.1:1/a?secret",
      "http://127.0.0.1:1/a (no answer, or not for this page)",
    ],
  ] as const) {
    await assert.rejects(readMessage({ ...HELLO, attachments: [{ href }] }), (error) => {
      assert.ok(error instanceof WsmtpError && !error.message.includes("secret"));
      return badInput(`attachments[0] could not be fetched from ${words}`)(error);
    });
  }
});

test("what takes long can be stopped", async () => {
  const stop = new AbortController();
  const reading = readMessage(
    { ...HELLO, attachments: [{ href: `${site}/slow` }] },
    { signal: stop.signal },
  );
  stop.abort();
  await assert.rejects(reading, { code: "closed" });
  const endless = new ReadableStream<string>({ start: (controller) => controller.enqueue("x") });
  const again = new AbortController();
  const streaming = readMessage({
    ...HELLO,
    attachments: [{ content: endless }],
    signal: again.signal,
  });
  again.abort();
  await assert.rejects(streaming, { code: "closed" });
});

test("a message from somewhere else can be kept from fetching", async () => {
  await assert.rejects(
    readMessage({ ...HELLO, html: { href: site }, disableUrlAccess: true }),
    badInput("html is an address, and disableUrlAccess is set"),
  );
  const html = `<img src="data:image/gif;base64,AAAA">`;
  const pictures = { html, attachDataUrls: true, attachments: [{ path: "DATA:,a" }] };
  const { mail } = await readMessage({ ...HELLO, ...pictures, disableUrlAccess: true });
  assert.match(JSON.stringify(mail.body), /"contentType":"image\/gif"/);
  const blob = { href: URL.createObjectURL(new Blob(["a"])) };
  await assert.rejects(
    readMessage({ ...HELLO, attachments: [blob], disableUrlAccess: true }),
    badInput("attachments[0] is an address, and disableUrlAccess is set"),
  );
});

test("whether a message may fetch is said by true or false, by nothing that looks like it", async () => {
  for (const odd of [1, "true", "false", {}]) {
    const message = { ...HELLO, disableUrlAccess: odd as unknown as boolean };
    await assert.rejects(
      readMessage(message),
      badInput("disableUrlAccess is neither true nor false"),
    );
    await assert.rejects(storable(message), badInput("disableUrlAccess is neither true nor false"));
  }
});

test("a site or a stream that falls silent is let go, and one that is slow is not", async ({
  mock,
}) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const seconds = (count: number): void => mock.timers.tick(count * 1000);
  const turn = (): Promise<void> => new Promise((next) => setImmediate(next));
  const reading = async (content: unknown): Promise<unknown> => {
    const attachments = [{ content }] as NonNullable<Message["attachments"]>;
    return readMessage({ ...HELLO, attachments }).then(
      ({ sources }) => (sources[0] as Blob).size,
      (error: WsmtpError) => error.message,
    );
  };
  let slow!: ReadableStreamDefaultController<string>;
  const cancelled: unknown[] = [];
  const stream = new ReadableStream<string>({
    start: (controller) => void (slow = controller),
    cancel: (why) => void cancelled.push(why),
  });
  const silent = reading(stream);
  for (let piece = 0; piece < 3; piece++) {
    slow.enqueue("x");
    await turn();
    seconds(50);
  }
  await turn();
  assert.equal(cancelled.length, 0);
  seconds(10);
  assert.match(
    String(await silent),
    /could not be read to its end \(nothing came for 60 seconds\)/,
  );
  assert.equal(cancelled.length, 1);

  const never = { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }) };
  const hanging = reading(never);
  await turn();
  seconds(60);
  assert.match(String(await hanging), /nothing came for 60 seconds/);

  mock.method(globalThis, "fetch", (_: URL, { signal }: RequestInit) => {
    return new Promise((_, reject) =>
      signal?.addEventListener("abort", () => reject(signal.reason)),
    );
  });
  const fetching = readMessage({ ...HELLO, text: { href: site } });
  const failed = assert.rejects(fetching, { code: "bad-input", temporary: true });
  await turn();
  seconds(60);
  await failed;
});
