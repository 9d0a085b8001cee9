// Sends every description by one library, and says what became of it.
import { readFile } from "node:fs/promises";
import nodemailer from "nodemailer";
import MailComposer from "nodemailer/lib/mail-composer";
import WebSocket from "ws";
import { createTransport } from "../../web/client/dist/index.js";
import { outline } from "../../web/client/dist/compose/message.js";

/** Sends by nodemailer, straight to the mail server. */
export async function sendByNodemailer(descriptions, server, site, to) {
  const transport = nodemailer.createTransport({
    host: server.host,
    port: server.starttls,
    requireTLS: true,
    tls: { ca: await readFile(server.ca), servername: server.name },
    auth: { user: server.user, pass: server.password },
    pool: true,
    maxConnections: 1,
    maxMessages: Infinity,
  });
  const library = { name: "nodemailer", site, blobs: false };
  const results = await sendAll(
    descriptions,
    library,
    to,
    (message) => transport.sendMail(message),
    (message) => new MailComposer(message).compile().getEnvelope(),
  );
  transport.close();
  return results;
}

/** Sends by wsmtp, through the gateway. */
export async function sendByWsmtp(descriptions, server, gateway, site, to) {
  const transport = createTransport({
    gateway,
    upstream: "mail",
    auth: { user: server.user, pass: server.password },
    webSocket: WebSocket,
  });
  const library = { name: "wsmtp", site, blobs: true };
  const results = await sendAll(
    descriptions,
    library,
    to,
    (message) => transport.sendMail(message),
    (message) => outline(message).envelope,
  );
  transport.close();
  return results;
}

/** One after another; the envelope's sender says afterwards which mail is which. */
async function sendAll(descriptions, library, to, send, envelopeOf) {
  const results = [];
  for (const [at, { message }] of descriptions.entries()) {
    try {
      const envelope = envelopeOf(message(library));
      const from = `${at}@${library.name}.example`;
      const { messageId } = await send({ ...message(library), envelope: { from, to } });
      results.push({ envelope: { from: envelope.from, to: envelope.to }, messageId });
    } catch (error) {
      results.push({ refused: error.code ?? error.message, why: error.message });
    }
  }
  return results;
}
