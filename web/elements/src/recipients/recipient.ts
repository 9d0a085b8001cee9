import { parseAddresses } from "wsmtp";
import type { Address } from "wsmtp";
import { sentenceOf } from "../sentence.js";
import { splitRecipients } from "./split.js";

/** One recipient as somebody wrote them. */
export interface Recipient extends Address {
  /** What the field holds of them: an address with its name, or whatever was written where that is none. */
  readonly text: string;
  /** Why it is no address, as a sentence; empty where it is one. */
  readonly trouble: string;
}

/** Words that need no quotes before an address (RFC 5322 section 3.2.3, and RFC 6532 section 3.2). */
const WORDS = /^[\p{L}\p{M}\p{N}!#$%&'*+\-/=?^_`{|}~ ]*$/u;

/**
 * Reads however many recipients a text names, in its order. What is no address is among them, with the reason; members of a
 * group (`Friends: a@x.org, b@x.org;`) stand alone.
 */
export function readRecipients(text: string): Recipient[] {
  return splitRecipients(text).flatMap(readOne);
}

/** A name and an address as one text, which reads as the same again. */
export function formatAddress({ name, address }: Address): string {
  if (name === "") return address;
  const quoted = WORDS.test(name) ? name : `"${name.replace(/["\\]/gu, "\\$&")}"`;
  return `${quoted} <${address}>`;
}

/** The list as one text, which reads as the same again. */
export function writeRecipients(recipients: readonly Recipient[]): string {
  return recipients.map(({ text }) => text).join(", ");
}

/** The same for one mailbox, as nearly every server sees it: letters' case does not matter. */
export function keyOf({ address, text }: Recipient): string {
  return (address || text).toLowerCase();
}

function readOne(piece: string): Recipient[] {
  try {
    const addresses = parseAddresses(piece);
    return addresses.map((one) => ({ ...one, text: formatAddress(one), trouble: "" }));
  } catch (error) {
    return [{ name: "", address: "", text: piece, trouble: sentenceOf(error) }];
  }
}
