// A mail that is signed in the page arrives as it was signed.
import assert from "node:assert/strict";
import { createHash, createPublicKey, createVerify, generateKeyPairSync } from "node:crypto";
import { readFile } from "node:fs/promises";
import { after, test } from "node:test";
import Dkim from "nodemailer/lib/dkim";
import { buffer } from "node:stream/consumers";
import WebSocket from "ws";
import { createTransport } from "../../web/client/dist/index.js";
import { startGateway, startPostfix, storedMails } from "./servers.js";

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const signer = new Dkim({
  domainName: "differential.example",
  keySelector: "page",
  privateKey: privateKey.export({ type: "pkcs8", format: "pem" }),
});

const postfix = await startPostfix();
const gateway = await startGateway(postfix);

after(async () => {
  await gateway.stop();
  await postfix.stop();
});

test("a library's signature over the mail is valid for what the server has stored", async () => {
  const transport = createTransport(
    {
      gateway: gateway.url,
      upstream: "mail",
      auth: { user: postfix.user, pass: postfix.password },
      webSocket: WebSocket,
      binaryMime: true,
    },
    { dkim: sign },
  );
  const to = "bob@postfix.test";
  await transport.sendMail({
    from: "Ada <ada@differential.example>",
    to,
    subject: "Unterschrift für Bob",
    text: "Grüße\n.\n\n",
    html: "<p>Grüße",
    attachments: [{ filename: "a.bin", content: new Blob([new Uint8Array(100_000).fill(200)]) }],
    envelope: { from: "0@wsmtp.example", to },
  });
  transport.close();
  const stored = await storedMails(postfix.mailboxes[to], 1);
  assert.ok(isSigned(await readFile(stored.get("0"), "latin1")));
});

/** The value of the field that nodemailer's signer puts before a mail. */
async function sign(mail) {
  const signed = await buffer(signer.sign(Buffer.from(await mail.arrayBuffer())));
  const [, value] = /^DKIM-Signature: ((?:.|\r\n[ \t])*)/.exec(signed.toString("latin1")) ?? [];
  return value;
}

/** Whether body and header are those that were signed (RFC 6376 section 3.7), with `c=relaxed/relaxed` and one key. */
function isSigned(stored) {
  const mail = stored.replace(/\r?\n/g, "\r\n");
  const [header, ...rest] = mail.split("\r\n\r\n");
  const fields = header.split(/\r\n(?![ \t])/);
  const signature = fields.find((field) => /^dkim-signature:/i.test(field));
  const tags = new Map(
    Array.from(unfolded(signature).matchAll(/(\w+)=([^;]*)/g), ([, name, value]) => [
      name,
      value.trim(),
    ]),
  );
  const body = rest
    .join("\r\n\r\n")
    .replace(/[ \t]+/g, " ")
    .replace(/ \r\n/g, "\r\n");
  const hash = createHash("sha256").update(body.replace(/(?:\r\n)*$/, "\r\n"), "latin1");
  assert.equal(hash.digest("base64"), tags.get("bh"));
  const lines = tags
    .get("h")
    .split(":")
    .map((name) => relaxed(fields.findLast((field) => named(field, name))));
  const unsigned = relaxed(signature).replace(/b=[^;]*$/, "b=");
  const verify = createVerify("sha256").update([...lines, unsigned].join("\r\n"), "latin1");
  return verify.verify(createPublicKey(privateKey), tags.get("b").replace(/\s/g, ""), "base64");
}

function named(field, name) {
  return field.toLowerCase().startsWith(`${name.trim().toLowerCase()}:`);
}

function relaxed(field) {
  const [, name, value] = /^([^:]*):(.*)$/s.exec(field);
  return `${name.trim().toLowerCase()}:${unfolded(value)
    .replace(/[ \t]+/g, " ")
    .trim()}`;
}

function unfolded(text) {
  return text.replace(/\r\n(?=[ \t])/g, "");
}
