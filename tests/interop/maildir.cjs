const { mkdirSync, renameSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

let mails = 0;

/** Writes a mail into a user's mailbox, below what the server was told about it. */
exports.deliver = (folder, user, envelope, content) => {
  const mailbox = join(folder, user);
  mkdirSync(join(mailbox, "new"), { recursive: true });
  const name = String(++mails);
  const part = join(mailbox, name);
  const told = Buffer.from(`X-Envelope: ${JSON.stringify(envelope)}\r\n`);
  writeFileSync(part, Buffer.concat([told, content]));
  // Only what is whole is where mails are looked for.
  renameSync(part, join(mailbox, "new", name));
};
