import assert from "node:assert/strict";
import { test } from "node:test";

import { decoded } from "../src/inbox/mime/decode.js";
import { readFields, readParameters } from "../src/inbox/mime/field.js";
import { readParts } from "../src/inbox/mime/part.js";
import type { Part } from "../src/inbox/mime/part.js";

function octets(mail: string): Uint8Array {
  return new TextEncoder().encode(mail.replaceAll("\n", "\r\n"));
}

/** Each part as its path, its type and its body. */
function outline(mail: string): readonly string[] {
  const source = octets(mail);
  const flat = (part: Part): readonly Part[] => [part, ...part.parts.flatMap(flat)];
  return flat(readParts(source)).map(({ path, type, body, end, parts }) => {
    const text = new TextDecoder().decode(source.subarray(body, end));
    return `${path} ${type}${parts.length > 0 ? "" : ` ${JSON.stringify(text)}`}`;
  });
}

test("fields are unfolded, and what is no field is left out", () => {
  assert.deepEqual(readFields("Subject: a\r\n b\r\n\tc\r\nnot a field\r\nX-Y : z\r\nEmpty:\r\n"), [
    { name: "Subject", value: "a b\tc" },
    { name: "X-Y", value: "z" },
    { name: "Empty", value: "" },
  ]);
});

test("parameters come quoted, in pieces, and in other charsets", () => {
  for (const [text, name, expected] of [
    ["text/plain; charset=utf-8", "charset", "utf-8"],
    [`a/b; Name="x \\"y\\"; z"; q=1`, "name", `x "y"; z`],
    ["a/b; filename*=utf-8''gr%C3%BC%C3%9Fe", "filename", "grüße"],
    ["a/b; filename*0*=utf-8''gr%C3%BC; filename*1=sse", "filename", "grüsse"],
    ["a/b; filename*=utf-8''%", "filename", "%"],
    ["a/b; name", "name", undefined],
  ] as const) {
    assert.equal(readParameters(text).parameters.get(name), expected, text);
  }
  assert.equal(readParameters(" Text/HTML ; x=1").value, "text/html");
});

test("a mail without parts is one", () => {
  assert.deepEqual(outline("Subject: a\n\nbody\n"), [` text/plain "body\\r\\n"`]);
  assert.deepEqual(outline(""), [` text/plain ""`]);
  assert.deepEqual(outline("Subject: no body"), [` text/plain ""`]);
  assert.deepEqual(outline("\nbody only"), [` text/plain "body only"`]);
});

test("parts are between their boundaries, whatever else stands there", () => {
  const mail = `Content-Type: multipart/mixed; boundary="b"

before --b
--bc is another
--b
Content-Type: text/html

one
--b   
Content-Type: message/rfc822

Subject: inner
Content-Type: multipart/digest; boundary=c

--c

Subject: in the digest

deep
--c--
after
--b--
--b
not a part`;
  assert.deepEqual(outline(mail), [
    " multipart/mixed",
    `1 text/html "one"`,
    "2 message/rfc822",
    "2.1 multipart/digest",
    "2.1.1 message/rfc822",
    `2.1.1.1 text/plain "deep"`,
  ]);
});

test("what is broken is read as far as it goes", () => {
  assert.deepEqual(outline("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nopen\nend"), [
    " multipart/mixed",
    `1 text/plain "open\\r\\nend"`,
  ]);
  assert.deepEqual(outline("Content-Type: multipart/mixed\n\n--b\n"), [
    ` multipart/mixed "--b\\r\\n"`,
  ]);
  assert.deepEqual(outline("Content-Type: nonsense\n\nx"), [` text/plain "x"`]);
});

test("a mail that is nested without end, or in countless parts, is read within bounds", () => {
  const nested = "Content-Type: message/rfc822\n\n".repeat(10_000);
  assert.ok(outline(nested).length <= 20);
  const wide = `Content-Type: multipart/mixed; boundary=b\n\n${"--b\n\nx\n".repeat(10_000)}`;
  assert.ok(outline(wide).length <= 500);
});

test("bodies are decoded by their encodings", () => {
  for (const [encoding, body, expected] of [
    ["base64", "R3LD\nvMOfZQ==", "Grüße"],
    ["BASE64", "R3LDvMOfZQ", "Grüße"],
    ["base64", "A", "A"],
    ["quoted-printable", "Gr=C3=BC=\n=C3=9Fe \t\n=ZZ=", "Grüße\r\n=ZZ="],
    ["8bit", "Grüße=41", "Grüße=41"],
    ["x-unknown", "=41", "=41"],
  ] as const) {
    const source = octets(`Content-Transfer-Encoding: ${encoding}\n\n${body}`);
    const text = new TextDecoder().decode(decoded(source, readParts(source)));
    assert.equal(text, expected, `${encoding} ${body}`);
  }
});
