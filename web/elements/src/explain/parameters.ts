/** A parameter of MAIL or RCPT. */
export interface Parameter {
  readonly name: string;
  /** The keyword of the extension that it needs. */
  readonly extension: string;
  /** What it says to the server: a sentence without its subject. */
  readonly purpose: string;
  /** A value that it may have; empty where it has none. */
  readonly example: string;
}

/** Those that may stand behind MAIL FROM. */
export const MAIL_PARAMETERS: readonly Parameter[] = [
  {
    name: "SIZE",
    extension: "SIZE",
    purpose: "says how many octets the mail has, so that the server can refuse it at once",
    example: "1000",
  },
  {
    name: "BODY",
    extension: "8BITMIME",
    purpose:
      "says how the mail's body is written: 7BIT or 8BITMIME; BINARYMIME only where the server offers that and CHUNKING, and then by BDAT, not DATA (RFC 3030 section 3)",
    example: "8BITMIME",
  },
  {
    name: "SMTPUTF8",
    extension: "SMTPUTF8",
    purpose: "says that addresses or the header go beyond ASCII",
    example: "",
  },
  {
    name: "AUTH",
    extension: "AUTH",
    purpose: "names who gave the mail to the first server",
    example: "<>",
  },
  {
    name: "RET",
    extension: "DSN",
    purpose: "says what of the mail a report of failure sends back: FULL or HDRS",
    example: "HDRS",
  },
  {
    name: "ENVID",
    extension: "DSN",
    purpose: "gives the mail a name, which reports repeat",
    example: "mail-1",
  },
  {
    name: "HOLDFOR",
    extension: "FUTURERELEASE",
    purpose: "holds the mail back for so many seconds",
    example: "60",
  },
  {
    name: "HOLDUNTIL",
    extension: "FUTURERELEASE",
    purpose: "holds the mail back until this time",
    example: "2030-01-01T00:00:00Z",
  },
  {
    name: "REQUIRETLS",
    extension: "REQUIRETLS",
    purpose: "forbids that the mail is ever sent on without TLS",
    example: "",
  },
  {
    name: "BY",
    extension: "DELIVERBY",
    purpose: "says within how many seconds the mail has to be there",
    example: "3600;R",
  },
  {
    name: "MT-PRIORITY",
    extension: "MT-PRIORITY",
    purpose: "says how urgent the mail is, from -9 to 9",
    example: "3",
  },
];

/** Those that may stand behind RCPT TO. */
export const RCPT_PARAMETERS: readonly Parameter[] = [
  {
    name: "NOTIFY",
    extension: "DSN",
    purpose: "says what to report: NEVER, or of SUCCESS, FAILURE and DELAY",
    example: "SUCCESS,FAILURE",
  },
  {
    name: "ORCPT",
    extension: "DSN",
    purpose: "names the recipient as they were first written, for reports",
    example: "rfc822;bob@example.org",
  },
  {
    name: "RRVS",
    extension: "RRVS",
    purpose:
      "delivers only if the mailbox has been the same person's since this time, which is past",
    example: "2020-01-01T00:00:00Z",
  },
];

/** The parameters that a command may have. */
export function parametersOf(verb: string): readonly Parameter[] {
  if (verb === "MAIL") return MAIL_PARAMETERS;
  return verb === "RCPT" ? RCPT_PARAMETERS : [];
}

/** What a word behind the address says; undefined where no such parameter is known. */
export function parameterOf(verb: string, word: string): Parameter | undefined {
  const name = word.split("=", 1)[0]?.toUpperCase();
  return parametersOf(verb).find((parameter) => parameter.name === name);
}
