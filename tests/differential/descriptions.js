// What both libraries are asked to send: tables, and combinations of them. Each entry makes its message anew for the
// library that is asked, as streams can be read once, and as each reads files from another kind of object.
import { addresses } from "./descriptions/addresses.js";
import { attachments } from "./descriptions/attachments.js";
import { bodies } from "./descriptions/bodies.js";
import { headers } from "./descriptions/headers.js";

const DOMAIN = "differential.example";

/** What every message has that does not say otherwise. */
const BASE = {
  from: `Ada Lovelace <ada@${DOMAIN}>`,
  to: `bob@${DOMAIN}`,
  subject: "a letter",
  date: new Date("2026-01-02T03:04:05Z"),
};

/** Every description: a name, and what makes the message for `nodemailer` or `wsmtp`. */
export const DESCRIPTIONS = [addresses, headers, bodies, attachments]
  .flatMap((table) => table())
  .map(([name, fields], at) => ({
    name,
    message: (library) => ({
      ...BASE,
      messageId: `<${at}@${DOMAIN}>`,
      ...(typeof fields === "function" ? fields(library) : fields),
    }),
  }));
