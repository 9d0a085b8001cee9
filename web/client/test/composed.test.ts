import assert from "node:assert/strict";
import { test } from "node:test";

import { WsmtpError } from "../src/error/error.js";
import { here } from "../src/runtime/here.js";
import type { Source, WireEnvelope, WireMail, WirePart } from "../src/runtime/wire.js";

const label = { filename: null, disposition: null, cid: null, header: [] };

function mail(body: WirePart): WireMail {
  const subject = { kind: "text", name: "Subject", value: "Größe" } as const;
  return { header: [subject], body, seed: "1@client.example" };
}

function file(length: number): WirePart {
  const contentType = "application/pdf";
  return {
    kind: "file",
    contentType,
    source: 0,
    length,
    encoding: "base64",
    ended: false,
    ...label,
  };
}

const ENVELOPE: WireEnvelope = {
  from: "ada@x.test",
  to: [{ address: "bob@x.test", notify: null, original: null, validSince: null }],
  body: null,
  binary: false,
  smtpUtf8: false,
  dsnReturn: null,
  envelopeId: null,
  requireTls: false,
  deliverBy: null,
  holdFor: null,
  holdUntil: null,
  priority: null,
};

async function compose(body: WirePart, sources: Source[]): Promise<string> {
  const runtime = here();
  await runtime.load();
  const blob = await runtime.compose(mail(body), sources);
  assert.equal(blob.type, "message/rfc822");
  assert.equal(blob.size, await runtime.measure(ENVELOPE, mail(body)));
  return blob.text();
}

test("a mail is composed as it would go out", async () => {
  const text: WirePart = {
    ...{ kind: "text", contentType: "text/plain", text: "hello", encoding: null },
    ...label,
  };
  assert.equal(
    await compose(text, []),
    "Subject: =?utf-8?B?R3LDtsOfZQ==?=\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n" +
      "Content-Transfer-Encoding: 7bit\r\n\r\nhello\r\n",
  );
});

test("what cannot stand in a mail is refused in words", async () => {
  const broken: WirePart = {
    ...{ kind: "text", contentType: "text", text: "hello", encoding: null },
    ...label,
  };
  await assert.rejects(compose(broken, []), (thrown) => {
    assert.ok(thrown instanceof WsmtpError);
    assert.equal(thrown.code, "bad-input");
    assert.match(thrown.message, /^"text" is not a content type: write it as type\/subtype/);
    return true;
  });
});

test("files are read to their end, whatever holds them", async () => {
  const bytes = new Uint8Array(5_000_000).map((_, at) => (at * 7919) >>> 5);
  const base64 = Buffer.from(bytes).toString("base64").replace(/.{76}/g, "$&\r\n");
  for (const source of [bytes, new Blob([bytes])]) {
    const composed = await compose(file(bytes.length), [source]);
    assert.ok(composed.endsWith(`\r\n\r\n${base64}\r\n`));
  }
});

test("a file that has changed is named as what is wrong", async () => {
  for (const source of [new Blob(["four"]), new Uint8Array(6)]) {
    await assert.rejects(compose(file(5000), [source]), (thrown) => {
      assert.ok(thrown instanceof WsmtpError);
      assert.equal(thrown.code, "bad-input");
      assert.match(thrown.message, /attach it again/);
      return true;
    });
  }
});
