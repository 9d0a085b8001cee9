/** One server on the way, by the stamp that it put on top (RFC 5321 section 4.4). */
export interface Hop {
  /** Who handed the mail over, by the name it gave and the address that it came from. */
  readonly from: string;
  /** Who took it, and wrote this. */
  readonly by: string;
  /** How they spoke: `ESMTPS`, in words where it is known. */
  readonly protocol: string;
  /** For whom, where it is said. */
  readonly for: string;
  /** When it was taken. */
  readonly at: Date | undefined;
  /** Seconds since the hop before; less than nothing where clocks differ. */
  readonly took: number | undefined;
}

/** Hops that are shown; a mail that has more goes round in circles. */
const MAX_HOPS = 100;

/** Characters of one stamp that are read. */
const MAX_STAMP = 4_000;

/** RFC 3848, RFC 6531 section 4.3 and RFC 5321 section 4.4. */
const PROTOCOLS: Readonly<Record<string, string>> = {
  SMTP: "SMTP, in clear",
  ESMTP: "ESMTP, in clear",
  ESMTPS: "ESMTP, inside TLS",
  ESMTPA: "ESMTP, signed in",
  ESMTPSA: "ESMTP, inside TLS, signed in",
  LMTP: "LMTP, in clear",
  LMTPS: "LMTP, inside TLS",
  UTF8SMTP: "ESMTP with UTF-8 addresses, in clear",
  UTF8SMTPS: "ESMTP with UTF-8 addresses, inside TLS",
  UTF8SMTPSA: "ESMTP with UTF-8 addresses, inside TLS, signed in",
  HTTP: "HTTP: written in a page",
};

const CLAUSES = ["from", "by", "with", "for"] as const;

type Stamp = Omit<Hop, "took">;

/** The way that a mail took, the first hop first, from its `Received` fields as they stand in the header. */
export function readHops(received: readonly string[]): readonly Hop[] {
  const stamps = received.slice(0, MAX_HOPS).map(readStamp).reverse();
  return stamps.map((stamp, index) => ({ ...stamp, took: between(stamps[index - 1], stamp) }));
}

function between(before: Stamp | undefined, now: Stamp): number | undefined {
  if (!before?.at || !now.at) return undefined;
  return Math.round((now.at.getTime() - before.at.getTime()) / 1000);
}

function readStamp(value: string): Stamp {
  const text = value.slice(0, MAX_STAMP).replace(/\s+/g, " ");
  const end = text.lastIndexOf(";");
  const said = clauses(end < 0 ? text : text.slice(0, end));
  const protocol = said.with.split(" ")[0] ?? "";
  return {
    from: said.from,
    by: said.by,
    protocol: PROTOCOLS[protocol.toUpperCase()] ?? said.with,
    for: said.for.replace(/^<|>$/g, ""),
    at: end < 0 ? undefined : dateOf(text.slice(end + 1)),
  };
}

/** What stands after each word, up to the next one; words within a comment are none. */
function clauses(text: string): Record<(typeof CLAUSES)[number], string> {
  const said = { from: "", by: "", with: "", for: "" };
  let clause: string | undefined;
  for (const piece of pieces(text)) {
    if (/^(from|by|with|for|id|via)$/i.test(piece)) clause = piece.toLowerCase();
    else if (isClause(clause)) said[clause] += `${said[clause] === "" ? "" : " "}${piece}`;
  }
  return said;
}

function isClause(word: string | undefined): word is (typeof CLAUSES)[number] {
  return CLAUSES.some((clause) => clause === word);
}

/** Words, and comments as a whole, whatever is nested in them. */
function pieces(text: string): readonly string[] {
  const found: string[] = [];
  let depth = 0;
  for (const word of text.split(" ")) {
    if (depth > 0) found.push(`${found.pop() ?? ""} ${word}`);
    else if (word !== "") found.push(word);
    depth += count(word, "(") - count(word, ")");
    depth = Math.max(depth, 0);
  }
  return found;
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

/** A date of RFC 5322, without the comment that may follow it. */
function dateOf(text: string): Date | undefined {
  const date = new Date(text.replace(/\(.*$/, "").trim());
  return Number.isNaN(date.getTime()) ? undefined : date;
}
