import assert from "node:assert/strict";
import { test } from "node:test";
import { type CommandOptions, type Message, Transcript, createTransport } from "wsmtp";

import { FarEnd, friendly } from "./far-end.js";

const MAIL: Message = { from: "ada@x", to: "bob@y" };

test("options that are none are refused in words, whatever they are given to", async () => {
  const { WebSocket: webSocket } = new FarEnd(friendly());
  const transport = createTransport({ gateway: "http://127.0.0.1", upstream: "mail", webSocket });
  const session = transport.connect();
  const transcript = Transcript.record(session);
  const methods: Record<string, (options: CommandOptions) => unknown> = {
    "transport.sendMail": (options) => transport.sendMail(MAIL, options),
    "transport.compose": (options) => transport.compose(MAIL, options),
    "transport.verify": (options) => transport.verify(options),
    "transport.warm": (options) => transport.warm(options),
    "session.sendMail": (options) => session.sendMail(MAIL, options),
    "session.noop": (options) => session.noop(options),
    "session.reset": (options) => session.reset(options),
    "session.help": (options) => session.help(null, options),
    "session.verify": (options) => session.verify("ada", options),
    "session.expand": (options) => session.expand("staff", options),
    "session.raw": (options) => session.raw("NOOP", options),
    "session.quit": (options) => session.quit(options),
    "transcript.replay": (options) => transcript.replay(options).next(),
  };
  for (const none of [null, "now", [], { signal: "now" }]) {
    for (const [name, method] of Object.entries(methods)) {
      const given = async (): Promise<unknown> => method(none as CommandOptions);
      await assert.rejects(given, { code: "bad-input" }, `${name}(${JSON.stringify(none)})`);
    }
  }
  assert.throws(() => transport.close(null as unknown as object), { code: "bad-input" });
  assert.equal((await session.noop({ signal: undefined })).code, 250, "nothing has come of it");
  session.close();
  transport.close();
});
