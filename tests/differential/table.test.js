// No option of nodemailer is missing from the table in the documentation, and the table names none that there is not.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { createTransport } from "../../web/client/dist/index.js";
import { EXPLANATIONS } from "./explained.js";

const TABLE = new URL("../../web/client/nodemailer.md", import.meta.url);
const TYPES = new URL("node_modules/nodemailer/dist/esm/", import.meta.url);

/** Where nodemailer declares what each section of the table lists. */
const SECTIONS = {
  createTransport: [
    "mailer/index TransportOptions",
    "smtp-connection/index SMTPConnectionOptions",
    "smtp-transport/index SMTPTransportOptions",
    "smtp-pool/index SMTPPoolOptions",
  ],
  auth: [
    "smtp-connection/index SMTPConnectionAuth",
    "smtp-transport/index SMTPTransportAuthOptions",
    "xoauth2/index XOAuth2Options",
  ],
  Message: ["mail-composer/index MailComposerOptions", "mailer/mail-message SendMailOptions"],
  "Content and attachments": [
    "mail-composer/index MailComposerAlternative",
    "mail-composer/index MailComposerAttachment",
    "mail-composer/index MailComposerIcalEvent",
    "mime-node/index MimeNodeContentObject",
  ],
  Addresses: ["mime-node/index MimeNodeAddress"],
  headers: ["mime-node/index MimeNodePreparedHeaderValue", "mime-node/index MimeNodeHeader"],
  envelope: ["mime-node/index MimeNodeEnvelopeInput", "smtp-connection/index SMTPEnvelope"],
  dsn: ["smtp-connection/index SMTPEnvelopeDsn"],
  dkim: ["dkim/index DKIMOptions", "dkim/sign DKIMSignOptions", "dkim/sign DKIMKey"],
  "What sendMail gives": [
    "mailer/index SentMessageInfo",
    "smtp-connection/index SMTPConnectionSendInfo",
    "smtp-connection/index SMTPConnectionEnvelopeInfo",
    "smtp-transport/index SMTPSentMessageInfo",
  ],
};

const table = await readFile(TABLE, "utf8");

for (const [section, declarations] of Object.entries(SECTIONS)) {
  test(`the section ${section} lists each option once`, async () => {
    const declared = await Promise.all(declarations.map(options));
    assert.deepEqual(rows(section).toSorted(), [...new Set(declared.flat())].toSorted());
  });
}

test("the section of the transporter lists its methods", async () => {
  const text = await declaration("mailer/index", "declare class Mail<");
  const methods = text.matchAll(/^ {4}(\w+)(?:<.*>)?\(/gm);
  const forwarded = ["close", "isIdle", "verify"];
  const expected = [...new Set(Array.from(methods, ([, name]) => name))].filter(
    (name) => name !== "constructor",
  );
  for (const name of [...expected, ...forwarded])
    assert.ok(rows("The transporter").includes(name), name);
});

test("the transport knows each option that is not absent, and says why it has not the others", () => {
  const absent = new Set(rows("createTransport", "absent"));
  for (const name of rows("createTransport")) {
    const make = () =>
      createTransport({ gateway: "http://127.0.0.1", upstream: "x", [name]: Symbol() });
    assert.throws(make, ({ code, message }) => {
      assert.equal(code, "bad-input");
      assert.equal(message.includes("has no option"), absent.has(name), `${name}: ${message}`);
      return !message.includes("typing error");
    });
  }
});

test("each row says same, different or absent, and all but the same say more", () => {
  const lines = table
    .split("\n")
    .filter((line) => line.startsWith("| ") && !/^\| (?:option|---)/.test(line));
  for (const line of lines) {
    const [, , verdict, why] = line.split("|").map((cell) => cell.trim());
    assert.ok(["same", "different", "absent"].includes(verdict), line);
    assert.ok(verdict === "same" || why !== "", line);
  }
});

test("the documentation lists each small difference of mails, but those of the parser", () => {
  const [, section] = table.split("\n## Small differences\n");
  const listed = Array.from(section.matchAll(/^- (.*(?:\n {2}.*)*)\.$/gm), ([, text]) => text);
  const ours = EXPLANATIONS.map(({ why }) => why).filter((why) => !why.startsWith("Python "));
  assert.deepEqual(listed.toSorted(), [...new Set(ours.map(sentence))].toSorted());
});

function sentence(text) {
  return `${text[0].toUpperCase()}${text.slice(1)}`;
}

/** The options that an interface declares itself. */
async function options(place) {
  const [file, name] = place.split(" ");
  const text = await declaration(file, `export interface ${name} `);
  return Array.from(text.matchAll(/^ {4}(\w+)\??:/gm), ([, option]) => option);
}

/** The text of a declaration, from its first line to the brace that ends it. */
async function declaration(file, start) {
  const text = await readFile(new URL(`${file}.d.ts`, TYPES), "utf8");
  const from = text.indexOf(start);
  assert.ok(from >= 0, `${start} is not in ${file}.d.ts`);
  return text.slice(from, text.indexOf("\n}", from));
}

/** The names in the first column of a section, or of its rows with one verdict. */
function rows(section, verdict = "") {
  const [, rest] = table.split(`\n## ${section}\n`);
  assert.ok(rest !== undefined, `there is no section ${section}`);
  const lines = rest
    .split("\n## ")[0]
    .split("\n")
    .filter((line) => line.startsWith("| ") && line.split("|")[2].includes(verdict));
  return lines.flatMap((line) =>
    Array.from(line.split("|")[1].matchAll(/`(\w+)`/g), ([, name]) => name),
  );
}
