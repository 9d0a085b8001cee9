import { badInput, isGiven, isRecord } from "./bad-input.js";
import { eachOf } from "./by-address.js";
import { demand, line } from "./kind.js";

/** Which reports are wanted, and what stands in them; words in upper case are the same. */
export interface Dsn {
  /** What the reports are to name the mail. */
  id?: string | undefined;
  /** The same as `id`. */
  envid?: string | undefined;
  /** What of the mail comes back when it fails. */
  return?: DsnReturn | Uppercase<DsnReturn> | undefined;
  /** The same as `return`. */
  ret?: DsnReturn | Uppercase<DsnReturn> | undefined;
  /** What is to be reported: words in a list, or with commas between. */
  notify?:
    | DsnEvent
    | Uppercase<DsnEvent>
    | (string & {})
    | readonly (DsnEvent | Uppercase<DsnEvent>)[]
    | undefined;
  /** The recipient as the sender knew it: one for all, or by address. */
  recipient?: string | Readonly<Record<string, string>> | undefined;
  /** The same as `recipient`. */
  orcpt?: string | Readonly<Record<string, string>> | undefined;
}

/** What of a mail comes back: its header (`headers`, or `hdrs` as SMTP says it), or all of it. */
export type DsnReturn = "headers" | "hdrs" | "full";

/** What can be reported. */
export type DsnEvent = "never" | "success" | "failure" | "delay";

/** What a page wrote for `dsn`, as SMTP writes it; null where nothing is said. */
export interface DsnRead {
  id: string | null;
  return: string | null;
  notify: string | null;
  /** The address as the sender knew it, with its type. */
  original: (address: string) => string | null;
}

/** How nodemailer spells what comes back. */
const RETURNS = new Map([
  ["HDRS", "HDRS"],
  ["HEADERS", "HDRS"],
  ["FULL", "FULL"],
  ["BODY", "FULL"],
]);
const EVENTS = ["SUCCESS", "FAILURE", "DELAY"];

/** Reads what a page wrote for a mail to these. Throws `bad-input` naming the field. */
export function readDsn(dsn: Dsn | undefined, to: readonly string[]): DsnRead {
  const given = dsn ?? {};
  if (!isRecord(given)) {
    throw badInput("dsn holds no wishes: give an object with notify and its like");
  }
  const original = eachOf("dsn.recipient", recipientOf(given), line, to);
  return {
    id: readId(given.id || given.envid),
    return: readReturn(given.return || given.ret),
    notify: readNotify(given.notify),
    original: (address) => typed(original(address)),
  };
}

/** What is said of the recipients' addresses, under either name. */
export function recipientOf({ recipient, orcpt }: Dsn): Dsn["recipient"] {
  return recipient || orcpt;
}

function readId(id: unknown): string | null {
  if (!isGiven(id)) return null;
  demand("dsn.id", id, line);
  return id as string;
}

function readReturn(given: unknown): string | null {
  if (!isGiven(given)) return null;
  const word = RETURNS.get(String(given).toUpperCase());
  if (word === undefined) throw badInput("dsn.return is neither headers nor full: use one of them");
  return word;
}

function readNotify(given: unknown): string | null {
  if (!isGiven(given)) return null;
  const words = String(given)
    .toUpperCase()
    .split(",")
    .map((word) => word.trim());
  const known = words.join() === "NEVER" || words.every((word) => EVENTS.includes(word));
  if (known) return words.join();
  throw badInput(
    "dsn.notify is neither never nor some of success, failure and delay: use these words",
  );
}

/** An address with its type; without one it is an address of the internet's. */
function typed(address: string | null): string | null {
  if (address === null || address.includes(";")) return address;
  return /^[\0-\x7f]*$/.test(address) ? `rfc822;${address}` : `utf-8;${address}`;
}
