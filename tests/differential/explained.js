// Where wsmtp departs from nodemailer on purpose. An entry that no difference needs any more fails the test.

/** Why messages are refused that nodemailer sends, by the names of their descriptions. */
const REFUSED = {
  "an unquoted comma ends an address, and what stands before it is none": [
    "to Dr. Bob, M.D. <bob@example.net>",
    "to Doe, Bob <bob@example.net>",
  ],
  "what stands before or behind an address belongs to nothing, and nobody guesses": [
    "to Bob bob@example.net",
    "to Bob <bob@example.net> trailing",
  ],
  "an address has a local part and a domain": ["to bob", "to bob@"],
  "a mail has an author (RFC 5322 section 3.6)": ["no author"],
  "control characters are refused, not replaced": [
    'subject "tab\\there"',
    'subject "line\\nbreak"',
    'subject "carriage\\r\\nreturn: X"',
    "header of a line break",
  ],
  "a name of a header field is refused, not repaired": ["a name of a header that has a colon"],
  "a second Content-Type would contradict the first": ["a Content-Type among the headers"],
};

const refusals = Object.entries(REFUSED).map(([why, names]) => ({
  why,
  applies: ({ name, fact, nodemailer }) =>
    fact === "refused" && nodemailer === "" && names.includes(name),
}));

/** Differences of mails that both have sent. */
const departures = [
  {
    why: "nodemailer fails on a number while it sends; wsmtp names the field before",
    applies: ({ name, fact }) => name === "a number for a text" && fact === "refused",
  },
  {
    why: "what reads like an encoded word arrives as it was written",
    applies: ({ nodemailer, wsmtp }) => wsmtp.includes("=?utf-8?") && !nodemailer.includes("=?"),
  },
  {
    why: "spaces at the ends of a subject arrive",
    applies: ({ name, fact, nodemailer, wsmtp }) =>
      /^subject " leading"|^subject "trailing "/.test(name) &&
      fact.endsWith("header subject") &&
      JSON.stringify(JSON.parse(wsmtp)).replace(/" | "/g, '"') === nodemailer,
  },
  {
    why: "Python leaves a space between encoded words of a name, wherever they end",
    applies: ({ fact, nodemailer, wsmtp }) =>
      fact === "python header to" && withoutSpaces(nodemailer) === withoutSpaces(wsmtp),
  },
  {
    why: "a domain stays as it was written, and its ASCII form is the only other one",
    applies: ({ name }) =>
      ["to bob@[IPv6:2001:db8::1]", "to BOB@EXAMPLE.NET", "to 用户@例え.テスト"].includes(name),
  },
  {
    why: "nodemailer passes over a group that is given as an object with a name",
    applies: ({ name, wsmtp }) =>
      name.startsWith('to {"name":"Friends"') && wsmtp.includes("b@y.example"),
  },
  {
    why: "several authors need a sender (RFC 5322 section 3.6.2)",
    applies: ({ name, fact }) => name === "several authors" && fact.endsWith("header sender"),
  },
  {
    why: "a mail has one To (RFC 5322 section 3.6)",
    applies: ({ name, fact }) =>
      name === "addresses among the headers" && fact.endsWith("header to"),
  },
  {
    why: "the null sender is an empty text",
    applies: ({ name, fact, nodemailer, wsmtp }) =>
      name === "envelope of the null sender" &&
      fact === "envelope" &&
      nodemailer.replace("false", '""') === wsmtp,
  },
  {
    why: "an envelope without a sender takes the author, not the null sender",
    applies: ({ name, fact }) => name === "envelope without a sender" && fact === "envelope",
  },
  {
    why: "the result's message id has its brackets always",
    applies: ({ fact, nodemailer, wsmtp }) =>
      fact === "messageId" && wsmtp === `"<${JSON.parse(nodemailer)}>"`,
  },
  {
    why: "a date that is given as a text is written as RFC 5322 section 3.3 says",
    applies: ({ name, fact }) => name === "date as a text" && fact === "python header date",
  },
  {
    why: "List-ID has quotes only where its comment needs them",
    applies: ({ fact, nodemailer, wsmtp }) =>
      fact === "python header list-id" && nodemailer.replaceAll('\\"', "") === wsmtp,
  },
  {
    why: "an address of the web is ASCII (RFC 3986)",
    applies: ({ name, nodemailer, wsmtp }) =>
      name === "list address beyond ASCII" && encodeURI(nodemailer) === encodeURI(decodeURI(wsmtp)),
  },
  {
    why: "media types as they are registered today",
    applies: ({ name, fact, wsmtp }) =>
      /attachment.* named (?:two\.dots\.tar\.gz|a\.vcf|a\.md)$/.test(name) &&
      /(?:contentType|type|structure)$/.test(fact) &&
      /application\/gzip|text\/vcard|text\/markdown/.test(wsmtp),
  },
  {
    why: "a text beyond ASCII says that it is UTF-8, whatever its type, and so does a data: address",
    applies: ({ fact, nodemailer, wsmtp }) =>
      fact.endsWith("parameters") &&
      !nodemailer.includes("charset") &&
      nodemailer === wsmtp.replace('"charset": "utf-8", ', "").replace('"charset":"utf-8",', ""),
  },
  {
    why: "bytes of which nothing is known get the ending .bin",
    applies: ({ nodemailer, wsmtp }) =>
      /\.\*?"/.test(nodemailer) && nodemailer.replace(/\.\*?"/, '.bin"') === wsmtp,
  },
  {
    why: "a message that cannot travel as it is, or shall be base64, goes as a file and arrives unchanged",
    applies: ({ name }) =>
      ["message attached with very long lines", "message attached as base64"].includes(name),
  },
];

/** Each with a sentence, and whether it applies to a difference: its description's `name`, the `fact`, both values, empty where one has it not. */
export const EXPLANATIONS = [...refusals, ...departures];

function withoutSpaces(text) {
  return text.replaceAll(" ", "");
}
