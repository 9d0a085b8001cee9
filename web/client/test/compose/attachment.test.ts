import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";

import type { Attachment } from "../../src/compose/attachment.js";
import { readMessage } from "../../src/compose/message.js";
import { storable } from "../../src/compose/storable.js";
import type { Source, WirePart } from "../../src/runtime/wire.js";
import { badInput } from "./refused.js";

const HELLO = { from: "Ada <ada@example.org>", to: "bob@example.net" };
const BYTES = Uint8Array.of(0, 13, 10, 255);

interface Seen {
  part: Exclude<WirePart, { kind: "multipart" | "raw" }>;
  bytes: Uint8Array | null;
}

async function bytesOf(source: Source): Promise<Uint8Array> {
  return source instanceof Blob ? new Uint8Array(await source.arrayBuffer()) : source;
}

/** The part of a mail that is one attachment, and its bytes. */
async function attached(attachment: Attachment | Blob): Promise<Seen> {
  const { mail, sources } = await readMessage({ ...HELLO, attachments: [attachment] });
  assert.equal(mail.body.kind, "multipart");
  const [part] = (mail.body as Extract<WirePart, { kind: "multipart" }>).parts;
  assert.ok(part !== undefined && part.kind !== "multipart" && part.kind !== "raw");
  const source = part.kind === "file" ? sources[part.source] : undefined;
  const bytes = source === undefined ? null : await bytesOf(source);
  if (part.kind === "file") assert.equal(part.length, bytes?.length);
  return { part, bytes };
}

test("name and type come from whatever knows them", async () => {
  const cases: [Attachment, string | null, string][] = [
    [{ content: "grün" }, "attachment-1.bin", "application/octet-stream"],
    [{ filename: "a.txt", content: "grün" }, "a.txt", "text/plain; charset=utf-8"],
    [{ filename: "a.txt", content: "green" }, "a.txt", "text/plain"],
    [{ filename: "a.TXT", content: BYTES }, "a.TXT", "text/plain"],
    [{ filename: "übersicht.pdf", content: BYTES.buffer }, "übersicht.pdf", "application/pdf"],
    [{ content: new Blob([BYTES], { type: "image/png" }) }, "attachment-1.png", "image/png"],
    [
      { filename: "other.txt", content: new File([BYTES], "c.pdf", { type: "application/pdf" }) },
      "other.txt",
      "application/pdf",
    ],
    [
      { content: new File([BYTES], "d.docx") },
      "d.docx",
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ],
    [
      { filename: "a.pdf", contentType: 'Application/X-Any; name="x"; Version=1', content: BYTES },
      "a.pdf",
      "application/x-any; version=1",
    ],
    [
      {
        filename: "a.png",
        contentType: "image/png; name*=utf-8''b.exe; NAME*0=b; name*1*=.exe; names=2",
        content: BYTES,
      },
      "a.png",
      "image/png; names=2",
    ],
    [
      { filename: "b.txt", contentType: "text/plain; charset*=latin1''x", content: "grün" },
      "b.txt",
      "text/plain; charset=utf-8",
    ],
    [{ filename: false, content: BYTES }, null, "application/octet-stream"],
    [{ href: "data:image/gif;base64,AA0K/w==" }, "attachment-1.gif", "image/gif"],
    [{ path: "data:,gr%C3%BCn%" }, "attachment-1.txt", "text/plain"],
    [{ filename: "mail.eml", content: "Subject: x\n\ny" }, "mail.eml", "message/rfc822"],
    [{ contentType: "message/rfc822", content: "Subject: x\n\ny" }, null, "message/rfc822"],
  ];
  for (const [attachment, filename, contentType] of cases) {
    const { part } = await attached(attachment);
    assert.deepEqual([part.filename, part.contentType], [filename, contentType]);
  }
});

test("a type that a file brings along and no part can have makes it a file of any type", async () => {
  const types = ["multipart/related", "png", "image/", `a/${"x".repeat(254)}`, "a/b; c"];
  for (const type of [...types, `a/b; c=${"x".repeat(1000)}`]) {
    const { part, bytes } = await attached(new File([BYTES], "page.mht", { type }));
    assert.equal(part.contentType, "application/octet-stream", type);
    assert.equal(part.filename, "page.mht");
    assert.deepEqual(bytes, BYTES);
  }
  const { part } = await attached({ href: "data:multipart/mixed,a" });
  assert.equal(part.contentType, "application/octet-stream");
});

test("bytes are read from whatever holds them", async () => {
  const base64 = "AA0K/w==";
  const contents: Attachment[] = [
    { content: BYTES },
    { content: BYTES.slice().buffer },
    { content: new Blob([BYTES]) },
    { content: new Blob([BYTES]).stream() },
    { content: Readable.from([BYTES.subarray(0, 1), BYTES.subarray(1)]) },
    { content: base64, encoding: "base64" },
    { content: "AA0K\r\n_w", encoding: "base64url" },
    { content: "000d0AFF", encoding: "hex" },
    { content: "\0\r\n\xff", encoding: "latin1" },
    { content: "\u0d00\uff0a", encoding: "UTF-16LE" },
    { href: `data:application/x;base64,${encodeURIComponent(base64)}` },
    { href: "data:application/x,%00%0d%0a%ff" },
    { href: URL.createObjectURL(new Blob([BYTES])) },
  ];
  for (const content of contents) {
    assert.deepEqual(
      (await attached({ filename: "a.bin", ...content })).bytes,
      BYTES,
      JSON.stringify(content),
    );
  }
  assert.deepEqual((await attached({ content: "" })).bytes, new Uint8Array());
  const texts: Attachment[] = [
    { content: "grün" },
    { content: "grün", encoding: "utf-8" },
    { content: Readable.from(["gr", "ün"]) },
  ];
  for (const content of texts) {
    const { bytes } = await attached({ filename: "a.bin", ...content });
    assert.equal(new TextDecoder().decode(bytes ?? BYTES), "grün");
  }
});

test("a file is an attachment, and the files of an input are a list of them", async () => {
  const file = new File([BYTES], "a.pdf", { type: "application/pdf" });
  const { part, bytes } = await attached(file);
  assert.deepEqual([part.filename, part.contentType, bytes], ["a.pdf", "application/pdf", BYTES]);
  const other = new Blob(["other"]);
  // As a FileList is, which only a browser makes.
  const files = { length: 2, 0: file, 1: other, [Symbol.iterator]: Array.prototype.values };
  for (const attachments of [files as Iterable<Blob>, new Set([file, other])]) {
    const { sources } = await readMessage({ ...HELLO, attachments });
    assert.deepEqual(sources, [file, other]);
    const kept = await storable({ ...HELLO, attachments });
    assert.deepEqual(kept.attachments, [file, other]);
  }
});

test("a file is not read before it is sent", async () => {
  const huge = new File([new Uint8Array(10)], "huge.iso");
  Object.defineProperty(huge, "arrayBuffer", { value: () => assert.fail("read whole") });
  Object.defineProperty(huge, "slice", { value: () => assert.fail("read") });
  const { sources } = await readMessage({ ...HELLO, text: "x", attachments: [{ content: huge }] });
  assert.deepEqual(sources, [huge]);
});

test("a picture with a cid stands beside the html, and only there", async () => {
  const attachments = [
    { filename: "logo.png", cid: "<logo@x>", content: BYTES },
    { filename: "a.bin", content: BYTES },
  ];
  const kinds = (part: WirePart): unknown =>
    part.kind === "multipart"
      ? [part.subtype, ...part.parts.map(kinds)]
      : part.kind === "raw"
        ? "raw"
        : part.contentType;
  const withHtml = await readMessage({
    ...HELLO,
    text: "t",
    html: "<img src='cid:logo@x'>",
    attachments,
  });
  assert.deepEqual(kinds(withHtml.mail.body), [
    "mixed",
    [
      "alternative",
      "text/plain; charset=utf-8",
      ["related", "text/html; charset=utf-8", "image/png"],
    ],
    "application/octet-stream",
  ]);
  const without = await readMessage({ ...HELLO, text: "t", attachments });
  assert.deepEqual(kinds(without.mail.body), [
    "mixed",
    ["alternative", "text/plain; charset=utf-8"],
    "image/png",
    "application/octet-stream",
  ]);
  const { part } = await attached(attachments[0] as Attachment);
  assert.deepEqual([part.cid, part.disposition], ["logo@x", "inline"]);
});

test("a message in a message goes as it is where its lines permit, with CRLF", async () => {
  const cases: [string, string, string, string][] = [
    ["Subject: x\r\n\r\ny\r\n", "message/rfc822", "7bit", "Subject: x\r\n\r\ny\r\n"],
    ["Subject: x\n\ngrün\rend", "message/rfc822", "8bit", "Subject: x\r\n\r\ngrün\r\nend"],
    [`\n${"x".repeat(998)}`, "message/rfc822", "7bit", `\r\n${"x".repeat(998)}`],
    [`\n${"x".repeat(999)}`, "application/octet-stream", "base64", `\n${"x".repeat(999)}`],
    ["\n\0", "application/octet-stream", "base64", "\n\0"],
  ];
  for (const [content, type, encoding, expected] of cases) {
    const { part, bytes } = await attached({ filename: "a.eml", content });
    assert.deepEqual([part.contentType, part.encoding], [type, encoding]);
    assert.equal(new TextDecoder().decode(bytes ?? BYTES), expected);
  }
});

test("a part that goes as it is says whether its last line ends", async () => {
  const ends: [string, boolean][] = [
    ["X: y\n\nz", false],
    ["X: y\n\nz\n", true],
    ["X: y\n\nz\r", true],
    ["", true],
  ];
  for (const [content, ended] of ends) {
    const { part } = await attached({ filename: "a.eml", content });
    assert.equal(part.kind === "file" && part.ended, ended, content);
  }
  const { mail } = await readMessage({ ...HELLO, attachments: [{ raw: "X: y\n\nz\n" }] });
  const [raw] = (mail.body as Extract<WirePart, { kind: "multipart" }>).parts;
  assert.equal(raw?.kind === "raw" && raw.ended, true);
});

test("a transfer encoding is a wish", async () => {
  const kind = async (attachment: Attachment): Promise<unknown> => {
    const { part } = await attached(attachment);
    return [part.kind, part.encoding];
  };
  const text = { filename: "a.txt", content: "grün" };
  assert.deepEqual(await kind({ ...text, contentTransferEncoding: "quoted-printable" }), [
    "text",
    "quoted-printable",
  ]);
  assert.deepEqual(await kind({ ...text, contentTransferEncoding: "7bit" }), ["text", null]);
  assert.deepEqual(await kind({ ...text, contentTransferEncoding: false }), ["text", null]);
  const bytes = { filename: "a.bin", content: BYTES };
  assert.deepEqual(await kind({ ...bytes, contentTransferEncoding: "quoted-printable" }), [
    "file",
    "base64",
  ]);
  const eml = { filename: "a.eml", content: "\n" };
  assert.deepEqual(await kind({ ...eml, contentTransferEncoding: "base64" }), ["file", "base64"]);
});

test("a part may come with its own header", async () => {
  const raw = "Content-Type: text/x\n\ngrün";
  const { mail, sources } = await readMessage({ ...HELLO, text: "x", attachments: [{ raw }] });
  const [, part] = (mail.body as Extract<WirePart, { kind: "multipart" }>).parts;
  const seen = { eightBit: true, utf8Header: false, ended: false };
  assert.deepEqual(part, { kind: "raw", source: 0, length: 29, ...seen });
  assert.equal(await (sources[0] as Blob).text(), "Content-Type: text/x\r\n\r\ngrün");
});

test("what cannot be attached is refused by name", async () => {
  const cases: [unknown, string][] = [
    ["a.txt", "attachments[0] is no attachment"],
    [{}, "attachments[0] names no content"],
    [{ filename: "a.txt", content: undefined, path: false }, "attachments[0] names no content"],
    [{ contents: "x" }, "attachments[0] names no content"],
    [BYTES, "attachments[0] names no content"],
    [{ content: 5 }, "attachments[0] holds nothing that can be sent"],
    [{ content: { a: 1 } }, "attachments[0] holds nothing that can be sent"],
    [{ content: "=", encoding: "base64" }, "attachments[0] is not base64"],
    [{ content: "abc", encoding: "hex" }, "attachments[0] is not hexadecimal"],
    [{ content: "日", encoding: "latin1" }, "attachments[0] holds characters beyond Latin-1"],
    [{ content: "x", encoding: "rot13" }, "attachments[0] names an encoding that is not known"],
    [{ content: "\ud800" }, "half of a character stands in attachments[0]"],
    [{ filename: 5, content: "x" }, "the filename of attachments[0] is no text"],
    [
      { contentType: "png", content: "x" },
      '"png" in contentType of attachments[0] is no media type',
    ],
    [{ contentType: "a/b\r\nBcc: x@y", content: "x" }, "is no media type"],
    [{ contentType: `a/b; ${"x".repeat(61)}=y`, content: "x" }, "is no media type"],
    [{ contentType: "multipart/mixed", content: "x" }, "attachments[0] is of several parts"],
    [{ contentType: `a/${"x".repeat(254)}`, content: "x" }, "is no media type"],
    [{ contentDisposition: "form-data", content: "x" }, "contentDisposition of attachments[0]"],
    [
      { contentTransferEncoding: "rot13", content: "x" },
      "contentTransferEncoding of attachments[0]",
    ],
    [{ headers: { "X Y": "z" }, content: "x" }, '"X Y" in headers of attachments[0]'],
    [
      { headers: { "content-type": "a/b" }, content: "x" },
      "content-type in headers of attachments[0]",
    ],
    [{ content: Readable.from([{}]) }, "attachments[0] is a stream of neither bytes nor text"],
    [{ content: "x".repeat(3), href: "file:///etc/passwd" }, "attachments[0] is no address"],
    [{ path: "/etc/passwd" }, "attachments[0] is no address"],
    [{ href: "data:nothing" }, "attachments[0] is a data: address without a comma"],
  ];
  for (const [attachment, words] of cases) {
    await assert.rejects(
      readMessage({ ...HELLO, attachments: [attachment as Attachment] }),
      badInput(words),
      words,
    );
  }
});

test("a stream may cut its texts and use its buffers as it likes", async () => {
  const read = async (content: AsyncIterable<string | Uint8Array>): Promise<string> => {
    const { bytes } = await attached({ filename: "a.bin", content });
    return new TextDecoder().decode(bytes ?? BYTES);
  };
  const buffer = new Uint8Array(3);
  async function* reused(): AsyncGenerator<Uint8Array> {
    for (const text of ["one", "two"]) {
      buffer.set(new TextEncoder().encode(text));
      yield buffer;
    }
  }
  assert.equal(await read(Readable.from(["\ud83c", "", Uint8Array.of(), "\udf89!"])), "🎉!");
  assert.equal(await read(reused()), "onetwo");
});

test("pieces of a stream are as small or as large as they like", async () => {
  const size = 9 * 1024 * 1024 + 1;
  const bytes = new Uint8Array(size).map((_, at) => at * 7919);
  const pieces = [bytes.subarray(0, 1), bytes.subarray(1, 5_000_000), bytes.subarray(5_000_000)];
  const read = await attached({ filename: "a.bin", content: Readable.from(pieces) });
  assert.equal(Buffer.compare(read.bytes ?? BYTES, bytes), 0);
});

test("half of a character in a stream is refused, wherever it stands", async () => {
  for (const pieces of [
    ["a\ud83c"],
    ["\ud83c", "b"],
    ["\udf89"],
    ["\ud83c", BYTES],
    ["a\ud83cb"],
  ]) {
    await assert.rejects(
      readMessage({ ...HELLO, attachments: [{ content: Readable.from(pieces) }] }),
      badInput("half of a character stands in attachments[0]"),
    );
  }
});

test("a stream without an end is not read for ever", async () => {
  // The text has three octets to each of its characters.
  for (const piece of [new Uint8Array(1024 * 1024), "日".repeat(1024 * 1024)]) {
    let pulled = 0;
    let cancelled = false;
    const content = new ReadableStream<Uint8Array | string>({
      pull(controller) {
        pulled++;
        controller.enqueue(piece);
      },
      cancel: () => void (cancelled = true),
    });
    await assert.rejects(
      readMessage({ ...HELLO, attachments: [{ content }] }),
      badInput("attachments[0] is longer than 256 MiB"),
    );
    assert.ok(cancelled && pulled < (typeof piece === "string" ? 90 : 260), `${pulled} pieces`);
  }
});

test("a file that cannot be read any more is named", async () => {
  const gone = new File([new Uint8Array(1)], "gone.eml");
  const failing = new Blob([new Uint8Array(1)]);
  failing.arrayBuffer = () => Promise.reject(new DOMException("changed", "NotReadableError"));
  gone.slice = () => failing;
  await assert.rejects(
    readMessage({ ...HELLO, attachments: [{ content: gone }] }),
    badInput('"gone.eml" cannot be read any more: remove it and attach it again'),
  );
  await assert.rejects(
    readMessage({ ...HELLO, text: failing }),
    badInput("an attachment cannot be read any more"),
  );
});
