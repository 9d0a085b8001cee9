/** What a keyword in the answer to EHLO offers: a sentence without its subject. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  "8BITMIME":
    "takes letters beyond ASCII in the body of a mail as they are, eight bits each, and none in its header (RFC 6152): MAIL may say BODY=8BITMIME",
  AUTH: "lets people sign in by one of these mechanisms (RFC 4954)",
  BINARYMIME:
    "takes any octets in the body as they are, in chunks by BDAT alone (RFC 3030): MAIL says BODY=BINARYMIME",
  CHUNKING: "takes the mail in chunks by BDAT, so that no dot has to end it (RFC 3030)",
  DELIVERBY: "can be told by when a mail has to be there (RFC 2852)",
  DSN: "reports on the delivery as it is asked to (RFC 3461): NOTIFY, RET, ENVID and ORCPT",
  ENHANCEDSTATUSCODES:
    "says more exactly what is wrong, by codes such as 5.1.1 (RFC 2034, RFC 3463)",
  ETRN: "can be asked to send what waits for a domain (RFC 1985)",
  EXPN: "can be asked who is on a mailing list",
  FUTURERELEASE: "holds a mail back until a time to come (RFC 4865): HOLDFOR and HOLDUNTIL",
  HELP: "answers HELP",
  LIMITS: "says how many mails and recipients it takes (RFC 9422)",
  "MT-PRIORITY": "sends urgent mails first (RFC 6710)",
  PIPELINING: "takes several commands at once, before it has answered the first (RFC 2920)",
  REQUIRETLS: "can promise that a mail is never sent on without TLS (RFC 8689)",
  RRVS: "can check that a mailbox has not changed hands since a day (RFC 7293)",
  SIZE: "says how large a mail may be, in octets, and can be told its size beforehand (RFC 1870)",
  SMTPUTF8: "takes addresses and headers beyond ASCII (RFC 6531)",
  STARTTLS: "can encrypt the connection from here on (RFC 3207)",
  VRFY: "can be asked whether it knows a user",
};

/** What a line of the answer to EHLO offers. */
export function explainOffer(line: string): string {
  const [keyword = "", ...values] = line.trim().split(/[\s=]+/);
  const key = keyword.toUpperCase();
  if (!Object.hasOwn(EXTENSIONS, key)) {
    return "an extension that this console does not know: the server says what it is in a document of its own";
  }
  return `the server ${EXTENSIONS[key] ?? ""}${detailOf(key, values)}`;
}

function detailOf(keyword: string, values: readonly string[]): string {
  const [first = ""] = values;
  if (keyword === "AUTH" && values.length > 0) return `: ${values.join(", ")}`;
  if (keyword !== "SIZE" || !/^\d{1,15}$/.test(first)) return "";
  return first === "0" ? "; it names no limit" : `: at most ${Number(first).toLocaleString("en")}`;
}
