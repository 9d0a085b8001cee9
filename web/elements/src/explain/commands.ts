/** A command of SMTP, in words for people. */
export interface Command {
  /** Its first word. */
  readonly verb: string;
  /** How it is written; what stands in brackets may be left out. */
  readonly form: string;
  /** What it does: a sentence without its subject. */
  readonly purpose: string;
  /** What else there is to know. */
  readonly more: string;
  readonly example: string;
  /** Where it is defined. */
  readonly rfc: string;
}

/** The commands of SMTP and of the extensions that this project speaks, by their verbs. */
export const COMMANDS: Readonly<Record<string, Command>> = byVerb([
  {
    verb: "EHLO",
    form: "EHLO name",
    purpose: "greets the server, and asks what it can do",
    more: "The name is that of the machine that speaks, or its address in brackets. The answer lists the server's extensions, a line for each. It is said again after STARTTLS, as what was said in clear counts no more.",
    example: "EHLO client.example.org",
    rfc: "RFC 5321 section 4.1.1.1",
  },
  {
    verb: "HELO",
    form: "HELO name",
    purpose: "greets the server in the old way, without asking what it can do",
    more: "It is from 1982. Servers still know it, but offer no extensions to who greets so.",
    example: "HELO client.example.org",
    rfc: "RFC 5321 section 4.1.1.1",
  },
  {
    verb: "LHLO",
    form: "LHLO name",
    purpose: "greets a server that speaks LMTP, and asks what it can do",
    more: "LMTP is SMTP for the last step, into the mailboxes: it gives each recipient an answer of their own after the mail.",
    example: "LHLO client.example.org",
    rfc: "RFC 2033 section 4.1",
  },
  {
    verb: "STARTTLS",
    form: "STARTTLS",
    purpose: "asks to encrypt the connection from here on",
    more: "After the server's 220 both sides begin TLS. Everything that was said before counts no more, so EHLO follows.",
    example: "STARTTLS",
    rfc: "RFC 3207",
  },
  {
    verb: "AUTH",
    form: "AUTH mechanism [first response]",
    purpose: "signs in, by the mechanism that it names",
    more: "What follows is a dialogue: the server asks with 334, the client answers, each in base64, and 235 ends it. Base64 hides nothing, so passwords belong inside TLS.",
    example: "AUTH LOGIN",
    rfc: "RFC 4954",
  },
  {
    verb: "MAIL",
    form: "MAIL FROM:<address> [parameters]",
    purpose: "begins a mail, and names whom to tell if it cannot be delivered",
    more: "The address is that of the envelope; what the reader sees stands in the header. Empty angle brackets mean nobody, as in a report of a failed delivery, to which there must be no further report.",
    example: "MAIL FROM:<ada@example.org>",
    rfc: "RFC 5321 section 4.1.1.2",
  },
  {
    verb: "RCPT",
    form: "RCPT TO:<address> [parameters]",
    purpose: "names a recipient of the mail",
    more: "Each recipient has a command and an answer of their own, so one may be refused while others are accepted.",
    example: "RCPT TO:<bob@example.org>",
    rfc: "RFC 5321 section 4.1.1.3",
  },
  {
    verb: "DATA",
    form: "DATA",
    purpose: "asks to send the mail itself: header, an empty line, and text",
    more: "After the server's 354 every line belongs to the mail, until a line that is a single dot.",
    example: "DATA",
    rfc: "RFC 5321 section 4.1.1.4",
  },
  {
    verb: "BDAT",
    form: "BDAT octets [LAST]",
    purpose: "sends a chunk of the mail, of exactly so many octets",
    more: "No dot ends it and none is doubled, as the length says where it ends. It is for programs: octets are no lines, so it cannot be typed here. LAST marks the last chunk.",
    example: "BDAT 1000 LAST",
    rfc: "RFC 3030 section 2",
  },
  {
    verb: "RSET",
    form: "RSET",
    purpose: "lets the server forget the mail in progress",
    more: "Sender, recipients and content are forgotten. Greeting, TLS and sign-in stay.",
    example: "RSET",
    rfc: "RFC 5321 section 4.1.1.5",
  },
  {
    verb: "VRFY",
    form: "VRFY user",
    purpose: "asks whether the server knows a user",
    more: "Most servers keep that to themselves and answer 252, as senders of junk would ask for whole dictionaries.",
    example: "VRFY ada",
    rfc: "RFC 5321 section 4.1.1.6",
  },
  {
    verb: "EXPN",
    form: "EXPN list",
    purpose: "asks who is on a mailing list",
    more: "Few servers tell.",
    example: "EXPN staff",
    rfc: "RFC 5321 section 4.1.1.7",
  },
  {
    verb: "HELP",
    form: "HELP [command]",
    purpose: "asks what the server understands, or how to use one command",
    more: "The answer is for people, in whatever words the server likes.",
    example: "HELP MAIL",
    rfc: "RFC 5321 section 4.1.1.8",
  },
  {
    verb: "NOOP",
    form: "NOOP [anything]",
    purpose: "does nothing but ask for a sign of life",
    more: "A server that is there answers 250. What stands behind it is passed over.",
    example: "NOOP",
    rfc: "RFC 5321 section 4.1.1.9",
  },
  {
    verb: "QUIT",
    form: "QUIT",
    purpose: "takes leave",
    more: "The server answers 221 and closes the connection. Hanging up without it is impolite, and leaves the server waiting.",
    example: "QUIT",
    rfc: "RFC 5321 section 4.1.1.10",
  },
]);

/** The command that a line begins with; undefined where it begins with none that is known. */
export function commandOf(line: string): Command | undefined {
  const verb = verbOf(line);
  return Object.hasOwn(COMMANDS, verb) ? COMMANDS[verb] : undefined;
}

/** The first word of a line in capitals: all of it up to a space, whatever it is. */
export function verbOf(line: string): string {
  return (/^\s*(\S*)/.exec(line)?.[1] ?? "").toUpperCase();
}

function byVerb(commands: readonly Command[]): Readonly<Record<string, Command>> {
  return Object.fromEntries(commands.map((command) => [command.verb, command]));
}
