// What two readers that are nobody's of the senders find in a stored mail: flat lists of facts by name.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import libmime from "libmime";
import { simpleParser } from "mailparser";

/** What servers write on the way, and how bytes are written. */
const PASSED_OVER = [
  "return-path",
  "x-original-to",
  "delivered-to",
  "received",
  "content-transfer-encoding",
];

/** The facts of each mail, as a `Map` of names and JSON. */
export async function readMails(files) {
  const python = await readByPython(files);
  const mailparser = await Promise.all(files.map(readByMailparser));
  return files.map(
    (_, at) =>
      new Map([
        ...Object.entries(mailparser[at]).map(([name, value]) => [
          `mailparser ${name}`,
          JSON.stringify(value),
        ]),
        ...Object.entries(python[at]).map(([name, value]) => [
          `python ${name}`,
          JSON.stringify(value),
        ]),
      ]),
  );
}

async function readByPython(files) {
  const reader = spawn("python3", [new URL("read.py", import.meta.url).pathname], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  reader.stdin.end(files.map((file) => `${file}\n`).join(""));
  const lines = (await text(reader.stdout)).trim().split("\n");
  if (lines.length !== files.length) throw new Error("python3 did not read every mail");
  return lines.map((line) => JSON.parse(line));
}

async function readByMailparser(file) {
  const mail = await simpleParser(withoutChance(await readFile(file)), {
    skipHtmlToText: true,
    skipImageLinks: true,
    skipTextLinks: true,
    skipTextToHtml: true,
  });
  return {
    ...headerFacts(mail.headers),
    // Line ends at the end of a mail are the transport's.
    text: mail.text?.replace(/\n$/, ""),
    html: mail.html,
    attachments: mail.attachments.length,
    ...Object.assign({}, ...mail.attachments.map(attachmentFacts)),
  };
}

function headerFacts(headers) {
  const facts = Array.from(headers, ([name, value]) => [`header ${name}`, plain(value)]);
  return Object.fromEntries(
    facts.filter(([name]) => !PASSED_OVER.includes(name.slice("header ".length))),
  );
}

/** Addresses without their HTML, types without what separates their parts, and words decoded where mailparser does not. */
function plain(value) {
  if (typeof value === "string") return libmime.decodeWords(value);
  if (Array.isArray(value)) return value.map(plain);
  if (value?.html !== undefined) return { value: value.value, text: value.text };
  if (value?.params !== undefined)
    return { ...value, params: { ...value.params, boundary: undefined } };
  if (value?.constructor !== Object) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}

/** Content ids of pictures that were written into the HTML are random. */
function withoutChance(bytes) {
  return Buffer.from(
    bytes.toString("latin1").replace(/[0-9a-f-]{20,36}(?==?\r?\n?@localhost)/g, "random"),
    "latin1",
  );
}

function attachmentFacts({ filename, contentType, contentDisposition, cid, related, content }, at) {
  const sha256 = createHash("sha256").update(content).digest("hex");
  const facts = { filename, contentType, contentDisposition, cid, related, sha256 };
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [`attachment ${at} ${name}`, value]),
  );
}
