/** Commands that are registered or were once, and that neither this console's engine nor its sandbox speaks. */
const FOREIGN: Readonly<Record<string, string>> = {
  ATRN: "asks for the mails of a domain, on a connection that turns around (RFC 2645)",
  BURL: "sends a mail that lies on an IMAP server (RFC 4468)",
  ETRN: "asks the server to send what waits for a domain (RFC 1985)",
  SAML: "sent a mail to the terminal and the mailbox, and is no longer used (RFC 821)",
  SEND: "sent a mail to the terminal, and is no longer used (RFC 821)",
  SOML: "sent a mail to the terminal or the mailbox, and is no longer used (RFC 821)",
  TURN: "exchanged the roles of client and server, and is no longer used, as anybody could ask for others' mails (RFC 821)",
};

/** What such a command does: a sentence without its subject; undefined for others. */
export function foreignOf(verb: string): string | undefined {
  return Object.hasOwn(FOREIGN, verb) ? FOREIGN[verb] : undefined;
}
