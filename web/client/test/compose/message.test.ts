import assert from "node:assert/strict";
import { test } from "node:test";

import { withDefaults } from "../../src/compose/defaults.js";
import { type Message, outline, readMessage } from "../../src/compose/message.js";
import type { WireField, WirePart } from "../../src/runtime/wire.js";
import { badInput } from "./refused.js";

const HELLO: Message = { from: "Ada <ada@example.org>", to: "bob@example.net", text: "hello" };

/** The header of a mail by the names of its fields, those in the order of the mail. */
async function headerOf(message: Message): Promise<[string, WireField][]> {
  const { mail } = await readMessage({ ...HELLO, ...message });
  return mail.header.map((field) => [field.name, field]);
}

async function bodyOf(message: Message): Promise<WirePart> {
  return (await readMessage({ ...HELLO, ...message })).mail.body;
}

/** Subtypes of multiparts, types of parts. */
function kinds(part: WirePart): unknown {
  if (part.kind === "multipart") return [part.subtype, ...part.parts.map(kinds)];
  return part.kind === "raw" ? "raw" : part.contentType;
}

test("what is left out is filled in", async () => {
  const before = Math.floor(Date.now() / 1000);
  const letter = await readMessage(HELLO);
  assert.match(letter.messageId, /^[0-9a-f]{32}@example\.org$/);
  const [date] = letter.mail.header;
  assert.ok(date?.kind === "date" && date.seconds >= before);
  assert.deepEqual(letter.envelope, { from: "ada@example.org", to: ["bob@example.net"] });
  assert.notEqual(letter.messageId, (await readMessage(HELLO)).messageId);
});

test("boundaries follow from nothing that anybody could know", async () => {
  const message = { ...HELLO, messageId: "<a@b>", date: "2026-01-02T03:04:05Z" };
  const [one, other] = [await readMessage(message), await readMessage(message)];
  assert.deepEqual({ ...one.mail, seed: "" }, { ...other.mail, seed: "" });
  for (const { mail } of [one, other]) assert.match(mail.seed, /^[0-9a-f]{32}$/);
  assert.notEqual(one.mail.seed, other.mail.seed);
});

test("everybody gets the mail once, and blind copies stay in the envelope", async () => {
  const letter = await readMessage({
    ...HELLO,
    to: "Friends: bob@example.net, e@x;",
    cc: "C <c@x>, bob@example.net",
    bcc: ["d@x", "c@x"],
    headers: { bcc: "not@asked" },
  });
  assert.deepEqual(letter.envelope.to, ["bob@example.net", "e@x", "c@x", "d@x"]);
  assert.ok(!JSON.stringify(letter.mail).includes("d@x"));
  const among = await readMessage({ ...HELLO, headers: { BCC: ["e@x", "f@x"] } });
  assert.deepEqual(among.envelope.to, ["bob@example.net", "e@x", "f@x"]);
  assert.ok(!JSON.stringify(among.mail).includes("f@x"));
});

test("an envelope of one's own wins", async () => {
  const cases: [Message["envelope"], unknown][] = [
    [
      { from: "", to: ["list@x"] },
      { from: "", to: ["list@x"] },
    ],
    [
      { from: false, to: "L <list@x>", cc: { address: "a@x" }, bcc: "a@x" },
      { from: "", to: ["list@x", "a@x"] },
    ],
    [{ from: "Bounce <b@x>" }, { from: "b@x", to: ["bob@example.net"] }],
    [{ bcc: "b@x" }, { from: "ada@example.org", to: ["b@x"] }],
  ];
  for (const [envelope, expected] of cases) {
    assert.deepEqual((await readMessage({ ...HELLO, envelope })).envelope, expected);
  }
});

test("the header has every field that is given", async () => {
  const fields = Object.fromEntries(
    await headerOf({
      from: "Ada <ada@example.org>, Bob <bob@example.org>",
      cc: "Friends: c@x;",
      replyTo: { name: "Desk", address: "desk@x" },
      inReplyTo: "<1@x>",
      references: "<0@x> 1@x",
      subject: "Grüße",
      xMailer: "page",
      priority: "high",
      date: "2026-01-02T03:04:05Z",
      messageId: "<a@b>",
      list: { help: "https://x.example/help" },
      headers: { "X-Trace": ["1", { value: "2" }], "X-Empty": "", "X-No": false },
    }),
  );
  const { Date: date, From, Sender, Cc, "Reply-To": replyTo, References } = fields;
  assert.deepEqual(date, { kind: "date", name: "Date", seconds: 1767323045 });
  assert.equal(From?.kind === "addresses" && From.addresses.length, 2);
  const ada = { name: "Ada", address: "ada@example.org" };
  assert.deepEqual(Sender, { kind: "addresses", name: "Sender", addresses: [ada] });
  assert.deepEqual(Cc?.kind === "addresses" && Cc.addresses, [
    { group: "Friends", members: [{ name: "", address: "c@x" }] },
  ]);
  assert.deepEqual(replyTo?.kind === "addresses" && replyTo.addresses, [
    { name: "Desk", address: "desk@x" },
  ]);
  assert.deepEqual(References, { kind: "ids", name: "References", ids: ["0@x", "1@x"] });
  assert.deepEqual(fields["In-Reply-To"], { kind: "ids", name: "In-Reply-To", ids: ["1@x"] });
  assert.deepEqual(fields["Message-ID"], { kind: "ids", name: "Message-ID", ids: ["a@b"] });
  assert.deepEqual(fields["Subject"], { kind: "text", name: "Subject", value: "Grüße" });
  assert.deepEqual(fields["X-Priority"], {
    kind: "text",
    name: "X-Priority",
    value: "1 (Highest)",
  });
  assert.deepEqual(fields["X-Trace"], { kind: "text", name: "X-Trace", value: "2" });
  assert.ok(!("X-Empty" in fields) && !("X-No" in fields) && "List-Help" in fields);
});

test("header fields come as an object, a pair or a list, and prepared ones go as they are", async () => {
  const x = async (headers: Message["headers"]): Promise<unknown> =>
    (await headerOf({ headers }))
      .filter(([name]) => name.startsWith("X-"))
      .map(([, field]) => field);
  const text = (name: string, value: string): WireField => ({ kind: "text", name, value });
  assert.deepEqual(await x({ "X-A": 1, "X-B": ["b", "c"], "X-C": new Date(0) }), [
    text("X-A", "1"),
    text("X-B", "b"),
    text("X-B", "c"),
    text("X-C", "Thu, 01 Jan 1970 00:00:00 +0000"),
  ]);
  assert.deepEqual(await x({ key: "X-A", value: "a" }), [text("X-A", "a")]);
  assert.deepEqual(
    await x([
      { key: "X-A", value: "a" },
      { key: "X-A", value: "b" },
    ]),
    [text("X-A", "a"), text("X-A", "b")],
  );
  const words = "word ".repeat(20).trim();
  const prepared = (value: string): WireField => ({ kind: "prepared", name: "X-A", value });
  assert.deepEqual(await x({ "X-A": { prepared: true, value: `=?utf-8?q?=C3=A4?=\n ${words}` } }), [
    prepared(`=?utf-8?q?=C3=A4?=\r\n ${words}`),
  ]);
  assert.deepEqual(await x({ "X-A": { prepared: true, foldLines: true, value: words } }), [
    prepared(`${"word ".repeat(14).trim()}\r\n ${"word ".repeat(6).trim()}`),
  ]);
});

test("fields of the message that stand among the headers are used, unless the message has its own", async () => {
  const headers = {
    From: "h@x",
    TO: ["a@x", "b@x"],
    Subject: "from headers",
    "message-id": "<h@x>",
  };
  const letter = await readMessage({ text: "x", headers });
  assert.deepEqual(letter.envelope, { from: "h@x", to: ["a@x", "b@x"] });
  assert.equal(letter.messageId, "h@x");
  const names = (await headerOf({ subject: "own", headers })).map(([name]) => name.toLowerCase());
  assert.equal(names.length, new Set(names).size);
  assert.ok(JSON.stringify(await headerOf({ subject: "own", headers })).includes('"own"'));
});

test("list fields know addresses of mail, of the web, and the id", async () => {
  const lists = (
    await headerOf({
      list: {
        help: "admin@x.example?subject=help",
        unsubscribe: [
          { url: "https://x.example/ü", comment: "Leave" },
          [{ url: "out@x.example" }, "https://x.example/out"],
        ],
        id: { url: "news.x.example", comment: "News" },
      },
    })
  ).flatMap(([name, field]) => (field.kind === "urls" ? [[name, field.urls]] : []));
  assert.deepEqual(lists, [
    ["List-Help", [{ url: "mailto:admin@x.example?subject=help", comment: "" }]],
    ["List-Unsubscribe", [{ url: "https://x.example/%C3%BC", comment: "Leave" }]],
    [
      "List-Unsubscribe",
      [
        { url: "mailto:out@x.example", comment: "" },
        { url: "https://x.example/out", comment: "" },
      ],
    ],
    ["List-ID", [{ url: "news.x.example", comment: "News" }]],
  ]);
});

test("the forms of a text stand from the plainest to the richest", async () => {
  const all: Message = {
    text: "t",
    watchHtml: "w",
    amp: "a",
    html: { content: "aHRtbA==", encoding: "base64" },
    icalEvent: { method: "request", content: "BEGIN:VCALENDAR\r\nEND:VCALENDAR" },
    alternatives: [
      { contentType: "text/x-markdown", content: "m" },
      { filename: "a.json", content: "{}" },
    ],
  };
  assert.deepEqual(kinds(await bodyOf(all)), [
    "mixed",
    [
      "alternative",
      "text/plain; charset=utf-8",
      "text/watch-html; charset=utf-8",
      "text/x-amp-html; charset=utf-8",
      ["related", "text/html; charset=utf-8"],
      "text/calendar; charset=utf-8; method=REQUEST",
      "text/x-markdown",
      "application/json",
    ],
    "application/ics",
  ]);
  const body = JSON.stringify(await bodyOf(all));
  assert.match(body, /"text":"html"/);
  assert.match(body, /"filename":"invite.ics"/);
});

test("texts come from whatever holds them, and go as text where they can", async () => {
  const part = async (text: Message["text"], more: Message = {}): Promise<WirePart> => {
    const body = await bodyOf({ ...more, text });
    return (
      (body as Extract<WirePart, { kind: "multipart" }>).parts[0] as Extract<
        WirePart,
        { kind: "multipart" }
      >
    ).parts[0] as WirePart;
  };
  const grün = new TextEncoder().encode("grün");
  for (const text of [
    "grün",
    grün,
    grün.buffer,
    new Blob(["grün"]),
    new Blob(["grün"]).stream(),
    { content: "grün" },
  ]) {
    const read = await part(text as string);
    assert.equal(read.kind === "text" && read.text, "grün");
  }
  const transfer = async (text: Message["text"], more: Message = {}): Promise<unknown> => {
    const read = await part(text, more);
    return read.kind === "text" && read.encoding;
  };
  assert.equal(await transfer("grün"), null);
  assert.equal(await transfer("green", { encoding: "base64" }), "base64");
  assert.equal(await transfer("grün", { textEncoding: "B" }), "base64");
  assert.equal(await transfer("green", { textEncoding: "B" }), null);
  assert.equal(
    await transfer(
      { content: "x", contentTransferEncoding: "quoted-printable" },
      { encoding: "base64" },
    ),
    "quoted-printable",
  );
  assert.equal((await part(Uint8Array.of(0xfc))).kind, "file");
  assert.equal((await part(new Blob(["x".repeat(1024 * 1024 + 1)]))).kind, "file");
});

test("nothing to say is an empty text", async () => {
  assert.deepEqual(kinds(await bodyOf({ text: "" })), "text/plain");
});

test("pictures written into the html go beside it, where that is wished", async () => {
  const html = `<p><img alt="a" src="data:image/png;base64,AAAA"><IMG src='data:image/gif;base64,AAAA'>data:image/png;base64,AAAA</p>`;
  assert.equal(
    JSON.stringify(await bodyOf({ html, attachDataUrls: true })).match(/"cid":"[^"]+@localhost"/g)
      ?.length,
    2,
  );
  assert.deepEqual(kinds(await bodyOf({ html, attachDataUrls: true })), [
    "mixed",
    [
      "alternative",
      "text/plain; charset=utf-8",
      ["related", "text/html; charset=utf-8", "image/png", "image/gif"],
    ],
  ]);
  assert.deepEqual(kinds(await bodyOf({ html })), [
    "mixed",
    ["alternative", "text/plain; charset=utf-8", ["related", "text/html; charset=utf-8"]],
  ]);
  const hostile = "<img ".repeat(50_000) + " src=data:".repeat(50_000);
  const before = performance.now();
  await bodyOf({ html: hostile, attachDataUrls: true });
  assert.ok(performance.now() - before < 2_000);
});

test("a raw mail goes as it is, in lines that end in CRLF", async () => {
  const raw = "From: ä@x\n\ngrün";
  const envelope = { from: "a@x", to: "b@x" };
  const letter = await readMessage({ raw, envelope });
  assert.deepEqual(letter.mail, {
    header: [],
    body: { kind: "raw", source: 0, length: 21, eightBit: true, utf8Header: true, ended: true },
    seed: "",
  });
  assert.equal(letter.messageId, "");
  assert.equal(await (letter.sources[0] as Blob).text(), "From: ä@x\r\n\r\ngrün\r\n");
  const sound = new Blob(["Subject: x\r\n\r\ny\r\n"]);
  assert.equal((await readMessage({ raw: sound, envelope })).sources[0], sound);
  const binary = new Blob(["Subject: x\r\n\r\ny\n\0"]);
  const asIs = await readMessage({ raw: binary, envelope: { ...envelope, useBinaryMime: true } });
  assert.equal(asIs.sources[0], binary);
  assert.equal(asIs.wire.body, "BINARYMIME");
});

test("nodemailer's names for the wishes are known", async () => {
  const { wire } = await readMessage({
    ...HELLO,
    dsn: { ret: "HDRS", envid: "q1", notify: "success, failure", orcpt: "rfc822;b@x" },
    envelope: { requireTLSExtensionEnabled: true },
  });
  assert.deepEqual(
    [wire.dsnReturn, wire.envelopeId, wire.requireTls, wire.binary],
    ["HDRS", "q1", true, false],
  );
  assert.deepEqual(wire.to, [
    {
      address: "bob@example.net",
      notify: "SUCCESS,FAILURE",
      original: "rfc822;b@x",
      validSince: null,
    },
  ]);
  const inEnvelope = await readMessage({
    ...HELLO,
    envelope: { dsn: { return: "full", notify: ["delay"] } },
  });
  assert.deepEqual([inEnvelope.wire.dsnReturn, inEnvelope.wire.to[0]?.notify], ["FULL", "DELAY"]);
});

test("what is wished for one recipient is found however the address is written", async () => {
  const since = new Date(0);
  const { wire } = await readMessage({
    ...HELLO,
    to: "bob@bücher.example, eve@example.net",
    dsn: { recipient: { "bob@bücher.example": "list@x" } },
    validSince: { "Bob <bob@bücher.example>": since },
  });
  assert.deepEqual(
    wire.to.map(({ address, original, validSince }) => [address, original, validSince]),
    [
      ["bob@xn--bcher-kva.example", "rfc822;list@x", since.toISOString()],
      ["eve@example.net", null, null],
    ],
  );
});

test("a signed mail has one form only", async () => {
  const dkim = (): string => "v=1";
  assert.equal((await readMessage(HELLO, { binary: true })).wire.binary, true);
  const signed = await readMessage({ ...HELLO, dkim }, { binary: true });
  assert.deepEqual([signed.wire.binary, signed.dkim], [false, dkim]);
});

test("what no mail can hold is refused by name", async () => {
  const cases: [unknown, string][] = [
    [{ envelope: "a@x" }, "envelope is none"],
    [{ dsn: "never" }, "dsn holds no wishes"],
    [{ dkim: { domainName: "x" } }, "dkim is no function"],
    [{ alternatives: ["x"] }, "alternatives[0] is no alternative"],
    [{ alternatives: [new Blob(["x"])] }, "alternatives[0] names no content"],
    [{ from: undefined }, "no author"],
    [{ from: "" }, "no author"],
    [{ from: "Friends: a@x;" }, "no author"],
    [{ sender: "a@x, b@x" }, "one sender"],
    [{ to: undefined }, "no recipient"],
    [{ to: 5 }, "to holds no addresses"],
    [{ envelope: { from: "a@x, b@x" } }, "envelope.from"],
    [{ envelope: { to: "nobody" } }, '"nobody" in envelope.to is not an address'],
    [{ cc: "a@x", maxRecipients: 1 }, "maxRecipients permits 1"],
    [{ date: new Date("never") }, "date is no date"],
    [{ date: "yesterday" }, "date is no date"],
    [{ subject: 5 }, "subject is no text"],
    [{ subject: "\udc00" }, "half of a character stands in subject"],
    [{ text: 5 }, "text holds nothing that can be sent"],
    [{ text: { contents: "x" } }, "text holds nothing that can be sent"],
    [{ html: () => "x" }, "html holds nothing that can be sent"],
    [{ html: "a\0b" }, "html holds a NUL"],
    [{ raw: "a: b\n\n\0" }, "raw holds a NUL"],
    [{ icalEvent: { content: "x", method: "A B" } }, "the method of icalEvent"],
    [{ references: [5] }, "references is no text"],
    [{ priority: "urgent" }, "priority is neither"],
    [{ encoding: "rot13" }, "encoding is no transfer encoding"],
    [{ textEncoding: "x" }, "textEncoding is not known"],
    [{ list: "x" }, "list holds no fields"],
    [{ list: { help: 5 } }, "List-Help in list is no text"],
    [{ list: { "a b": "x" } }, '"a b" in list'],
    [{ headers: "X: y" }, "headers holds no header fields"],
    [{ headers: { "X-A": {} } }, "X-A in headers is no text"],
    [
      { headers: { "Content-Type": "text/html" } },
      "Content-Type in headers is written by wsmtp itself",
    ],
    [{ headers: { "X-A: b\r\nBcc": "c" } }, "is no name of a header field"],
    [{ headers: { "X-Ä": "c" } }, "is no name of a header field"],
    [{ validSince: new Date("never") }, "validSince is not a Date with a time"],
    [{ validSince: "2026-01-01T00:00:00Z" }, "validSince is not a Date with a time"],
    [{ validSince: { "bob@example.net": 5 } }, 'validSince of "bob@example.net" is not a Date'],
    [{ validSince: { "eve@x": new Date(0) } }, '"eve@x" in validSince is none of the mail'],
    [{ validSince: { bob: new Date(0) } }, '"bob" in validSince is not an address'],
    [{ holdUntil: "tomorrow" }, "holdUntil is not a Date with a time"],
    [{ holdFor: "60" }, "holdFor is not a whole number from 1 to"],
    [{ holdFor: 0 }, "holdFor is not a whole number from 1 to"],
    [{ transferPriority: 42 }, "transferPriority is not a whole number from -9 to 9"],
    [{ requireTLSExtensionEnabled: "yes" }, "requireTLSExtensionEnabled is not true or false"],
    [{ deliverBy: 60 }, "deliverBy is not an object"],
    [{ deliverBy: { seconds: 60, late: "Return" } }, "deliverBy.late is not return, notify"],
    [{ deliverBy: { seconds: 60, late: ["return"] } }, "deliverBy.late is not return, notify"],
    [{ deliverBy: { seconds: "60", late: "notify" } }, "deliverBy.seconds is not a whole number"],
    [{ deliverBy: { seconds: 0, late: "return" } }, "deliverBy.seconds is not a whole number"],
    [
      { deliverBy: { seconds: 1, late: "notify", trace: 1 } },
      "deliverBy.trace is not true or false",
    ],
    [{ dsn: { id: 5 } }, "dsn.id is not a string"],
    [{ dsn: { id: "a\nb" } }, "dsn.id is not a string on one line"],
    [{ dsn: { return: "all" } }, "dsn.return is neither headers nor full"],
    [{ dsn: { notify: "sometimes" } }, "dsn.notify is neither never nor some of"],
    [{ dsn: { notify: ["never", "delay"] } }, "dsn.notify is neither never nor some of"],
    [{ dsn: { notify: [] } }, "dsn.notify is neither never nor some of"],
    [{ dsn: { recipient: 5 } }, "dsn.recipient is not a string"],
    [
      { dsn: { orcpt: { "bob@example.net": 5 } } },
      'dsn.recipient of "bob@example.net" is not a string',
    ],
    [{ dsn: { recipient: { "eve@x": "e@x" } } }, '"eve@x" in dsn.recipient is none of the mail'],
    [{ envelope: { use8BitMime: "yes" } }, "envelope.use8BitMime is not true or false"],
    [{ envelope: { useBinaryMime: 1 } }, "envelope.useBinaryMime is not true or false"],
    [{ envelope: { useSmtpUtf8: {} } }, "envelope.useSmtpUtf8 is not true or false"],
    [{ attachDataUrls: 1, html: "x" }, "attachDataUrls is neither true nor false"],
    [{ maxRecipients: "abc" }, "maxRecipients is not a whole number"],
  ];
  for (const [wrong, words] of cases) {
    await assert.rejects(readMessage({ ...HELLO, ...(wrong as Message) }), badInput(words), words);
  }
});

test("there must be a message", async () => {
  await assert.rejects(readMessage(null as unknown as Message), badInput("there is no message"));
});

test("an outline is read without contents", () => {
  const date = new Date(0);
  const content = new ReadableStream();
  assert.deepEqual(
    outline({ ...HELLO, subject: "s", messageId: "a@b", date, attachments: [{ content }] }),
    {
      envelope: { from: "ada@example.org", to: ["bob@example.net"] },
      messageId: "a@b",
      subject: "s",
      date,
    },
  );
  assert.equal(content.locked, false);
  assert.throws(() => outline({ ...HELLO, priority: "urgent" as "high" }), badInput("priority"));
});

test("defaults fill what a message leaves out, header fields one by one", () => {
  const defaults: Partial<Message> = {
    from: "d@x",
    subject: "default",
    headers: { "X-A": "1", "X-B": "2" },
  };
  const merged = withDefaults(
    { to: "a@x", subject: "own", from: undefined, headers: { "x-b": "3" } },
    defaults,
  );
  assert.deepEqual(merged, {
    from: "d@x",
    to: "a@x",
    subject: "own",
    headers: [
      { key: "X-A", value: "1" },
      { key: "x-b", value: "3" },
    ],
  });
  assert.deepEqual(withDefaults({ to: "a@x" }, defaults).headers, defaults.headers);
});
