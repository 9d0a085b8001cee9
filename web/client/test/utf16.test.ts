import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import {
  type Auth,
  type Message,
  type Session,
  type TransportOptions,
  WsmtpError,
  createTransport,
} from "wsmtp";

import { Loopback } from "./loopback.js";

Object.assign(globalThis, { WebSocket: Loopback });

const OPTIONS: TransportOptions = {
  gateway: "http://127.0.0.1",
  upstream: "mail",
  allowCleartextAuth: true,
  chunking: false,
  wasm: await readFile(new URL("../../../pkg/wsmtp_wasm_bg.wasm", import.meta.url)),
};
const MAIL: Message = { from: "ada@x", to: "bob@y", text: "hello", messageId: "1@x" };

/** Halves of surrogate pairs, and code units that end in the octets of CR and LF. */
const ODD = [
  "\ud800",
  "\udc00x",
  "x\udbff",
  "\u010d\u010aRSET",
  "\u760d\u760aRSET",
  "\u560d",
  "\u560a",
  "\r\nRSET",
  "\n",
  "\0",
];

type Act = (session: Session) => Promise<unknown>;

const send =
  (message: object): Act =>
  (session) =>
    session.sendMail({ ...MAIL, ...message } as Message);

const attach = (attachment: object): Act =>
  send({ attachments: [{ filename: "a", content: "b", ...attachment }] });

const signIn = (auth: object): Partial<TransportOptions> => ({ auth: auth as Auth });

/** Every field that a string can be given for: options of the transport, and what is done with a session. */
const FIELDS: Record<string, (odd: string) => Partial<TransportOptions> | Act> = {
  name: (odd) => ({ name: `a${odd}` }),
  upstream: (odd) => ({ upstream: `a${odd}` }),
  token: (odd) => ({ token: `a${odd}` }),
  user: (odd) => signIn({ user: `a${odd}`, pass: "b" }),
  pass: (odd) => signIn({ user: "a", pass: `b${odd}` }),
  accessToken: (odd) => signIn({ type: "OAuth2", user: "a", accessToken: `b${odd}` }),
  actAs: (odd) => signIn({ type: "external", actAs: `a${odd}` }),
  trace: (odd) => signIn({ type: "anonymous", trace: `a${odd}` }),
  authMethod: (odd) => ({ ...signIn({ user: "a", pass: "b" }), authMethod: `PLAIN${odd}` }),
  "author's name": (odd) => send({ from: { name: `a${odd}`, address: "ada@x" } }),
  "author's address": (odd) => send({ from: { address: `a${odd}@x` } }),
  "recipient's name": (odd) => send({ to: { name: `a${odd}`, address: "bob@y" } }),
  "recipient's address": (odd) => send({ to: { address: `a${odd}@x` } }),
  "recipient's domain": (odd) => send({ to: { address: `a@x${odd}` } }),
  cc: (odd) => send({ cc: `a${odd}@x` }),
  bcc: (odd) => send({ bcc: `a${odd}@x` }),
  replyTo: (odd) => send({ replyTo: { name: `a${odd}`, address: "ada@x" } }),
  sender: (odd) => send({ sender: { name: `a${odd}`, address: "ada@x" } }),
  "a group's name": (odd) => send({ to: { name: `a${odd}`, group: "bob@y" } }),
  "a comment": (odd) => send({ to: `bob@y (a${odd})` }),
  inReplyTo: (odd) => send({ inReplyTo: `a${odd}@x` }),
  references: (odd) => send({ references: [`a${odd}@x`] }),
  subject: (odd) => send({ subject: `a${odd}` }),
  date: (odd) => send({ date: `2026-01-02T03:04:05Z${odd}` }),
  priority: (odd) => send({ priority: `high${odd}` }),
  xMailer: (odd) => send({ xMailer: `a${odd}` }),
  "a header field": (odd) => send({ headers: { "X-A": `a${odd}` } }),
  "a header field's name": (odd) => send({ headers: { [`X-A${odd}`]: "a" } }),
  "a prepared field": (odd) => send({ headers: { "X-A": { prepared: true, value: `a${odd}` } } }),
  "a list's address": (odd) => send({ list: { help: `https://x/a${odd}` } }),
  "a list's comment": (odd) => send({ list: { help: { url: "https://x", comment: `a${odd}` } } }),
  "a list's name": (odd) => send({ list: { [`help${odd}`]: "https://x" } }),
  "a list's id": (odd) => send({ list: { id: { url: `a${odd}.x`, comment: `a${odd}` } } }),
  text: (odd) => send({ text: `a${odd}` }),
  html: (odd) => send({ html: `a${odd}` }),
  messageId: (odd) => send({ messageId: `a${odd}@x` }),
  filename: (odd) => attach({ filename: `a${odd}` }),
  contentType: (odd) => attach({ contentType: `text/a${odd}` }),
  contentDisposition: (odd) => attach({ contentDisposition: `inline${odd}` }),
  contentTransferEncoding: (odd) => attach({ contentTransferEncoding: `base64${odd}` }),
  cid: (odd) => attach({ cid: `a${odd}` }),
  "a part's field": (odd) => attach({ headers: { "X-A": `a${odd}` } }),
  "an alternative's type": (odd) =>
    send({ alternatives: [{ contentType: `text/a; b="c${odd}"`, content: "d" }] }),
  "an event's method": (odd) => send({ icalEvent: { method: `a${odd}`, content: "b" } }),
  content: (odd) => attach({ content: `a${odd}` }),
  raw: (odd) => send({ raw: `Subject: a\r\n\r\nb${odd}` }),
  "envelope.from": (odd) => send({ envelope: { from: `a${odd}@x` } }),
  "envelope.to": (odd) => send({ envelope: { to: [`a${odd}@x`] } }),
  "dsn.id": (odd) => send({ dsn: { id: `a${odd}` } }),
  "dsn.return": (odd) => send({ dsn: { return: `full${odd}` } }),
  "dsn.notify": (odd) => send({ dsn: { notify: [`never${odd}`] } }),
  "dsn.recipient": (odd) => send({ dsn: { recipient: `a${odd}@x` } }),
  "dsn.recipient's type": (odd) => send({ dsn: { recipient: `x${odd};a@x` } }),
  help: (odd) => (session) => session.help(`a${odd}`),
  verify: (odd) => (session) => session.verify(`a${odd}`),
  expand: (odd) => (session) => session.expand(`a${odd}`),
  "a line by hand": (odd) => (session) => session.raw(`NOOP a${odd}`),
};

/** What gateway and server hear of a session, or the refusal. */
async function hear(given: Partial<TransportOptions> | Act): Promise<Loopback | WsmtpError> {
  const act = typeof given === "function" ? given : send({});
  const options = typeof given === "function" ? {} : given;
  Loopback.latest = null;
  try {
    const session = createTransport({ ...OPTIONS, ...options }).connect();
    await act(session);
    await session.quit();
  } catch (error) {
    assert.ok(error instanceof WsmtpError, String(error));
    return error;
  }
  assert.ok(Loopback.latest);
  return Loopback.latest;
}

/** The names of the header's fields. */
function names(content: readonly string[]): string[] {
  const header = content.slice(0, content.indexOf(""));
  return header.flatMap((line) => /^[\w-]+(?=:)/.exec(line) ?? []);
}

for (const [name, make] of Object.entries(FIELDS)) {
  test(`${name}: no string makes a line of its own`, async () => {
    const plain = await hear(make(""));
    assert.ok(plain instanceof Loopback, String(plain));
    for (const odd of ODD) {
      const what = JSON.stringify(odd);
      const heard = await hear(make(odd));
      if (heard instanceof WsmtpError) {
        assert.equal(heard.code, "bad-input", `${what}: ${heard.message}`);
        assert.equal(
          Loopback.latest?.commands.some((line) => /^(MAIL|RSET)/.test(line)) ?? false,
          false,
        );
        continue;
      }
      assert.ok(!/\p{Cs}/u.test(odd), `${what} was sent`);
      assert.ok(!heard.heard.join("").includes("\ufffd"), `${what} became another character`);
      const verbs = ({ commands }: Loopback): string[] => commands.map((line) => line.slice(0, 4));
      assert.deepEqual(verbs(heard), verbs(plain), what);
      assert.deepEqual(names(heard.content), names(plain.content), what);
    }
  });
}
