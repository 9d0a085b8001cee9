// Mails with one attachment, made by nodemailer and by wsmtp's wasm in the same V8, in turns:
// node encode.mjs ROUNDS MEBIBYTES. For each way a line: its name, a tab, and the MiB/s of each round, by the time that
// the processor took, garbage collection included: what else runs on the machine does not count.
import { readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import MailComposer from "nodemailer/lib/mail-composer";
import init, { Composer } from "../../web/client/pkg/wsmtp_composer.js";

const [rounds, mebibytes] = process.argv.slice(2).map(Number);
const bytes = Buffer.alloc(mebibytes << 20);
for (let at = 0; at < bytes.length; at++) bytes[at] = Math.imul(at, 2654435761) >>> 13;
const name = "photo.png";
const type = "image/png";
/** Octets that a session wants at a time. */
const PIECE = 64 * 1024;

await init({
  module_or_path: readFileSync(
    new URL("../../web/client/pkg/wsmtp_composer_bg.wasm", import.meta.url),
  ),
});

/** Octets of the mail. As nodemailer's SMTP transport reads it, but into nothing. */
async function nodemailer(content) {
  const attachments = [{ filename: name, contentType: type, content }];
  const mail = new MailComposer({ text: "see below", attachments }).compile().createReadStream();
  let octets = 0;
  mail.on("data", (piece) => (octets += piece.length));
  await finished(mail);
  return octets;
}

/** The same, as a session asks for the file and hands the octets on. */
function wsmtp() {
  const label = { filename: name, disposition: "attachment", cid: null, header: [] };
  const text = { ...label, filename: null, disposition: null, contentType: "text/plain" };
  const parts = [
    { kind: "text", ...text, text: "see below", encoding: null },
    {
      kind: "file",
      ...label,
      contentType: type,
      source: 0,
      length: bytes.length,
      encoding: "base64",
      ended: false,
    },
  ];
  const body = { kind: "multipart", subtype: "mixed", header: [], parts };
  const composer = new Composer({ header: [], body, seed: "1@client.example" }, false);
  let octets = 0;
  for (let next = composer.octets(PIECE); next !== null; next = composer.octets(PIECE)) {
    if (next instanceof Uint8Array) octets += next.length;
    else composer.supply(bytes.subarray(next.offset, next.offset + next.length));
  }
  composer.free();
  return octets;
}

/** As a file on a disk comes. */
function* pieces() {
  for (let at = 0; at < bytes.length; at += 65536) yield bytes.subarray(at, at + 65536);
}

const ways = [
  ["nodemailer, bytes", () => nodemailer(bytes)],
  ["nodemailer, stream", () => nodemailer(Readable.from(pieces(), { objectMode: false }))],
  ["wsmtp", wsmtp],
].map(([name, make]) => ({ name, make, speeds: [] }));

// The first round is for V8 to warm up.
for (let round = 0; round <= rounds; round++) {
  for (const { name, make, speeds } of ways) {
    const began = process.cpuUsage();
    const octets = await make();
    const { user, system } = process.cpuUsage(began);
    if (octets < (bytes.length / 3) * 4) throw new Error(`${name} made ${octets} octets`);
    if (round > 0) speeds.push((mebibytes / (user + system)) * 1e6);
  }
}
for (const { name, speeds } of ways) console.log(`${name}\t${speeds.join(" ")}`);
