import { WsmtpError } from "wsmtp";

/** Characters of an address: what browsers and mail programs carry without harm. */
const MAX_ADDRESS = 2_000;

/**
 * The address that a person means: `example.org/a` is a web page, `ada@example.org` a mailbox. Throws what is wrong with
 * one that a mail cannot link to.
 */
export function linkAddress(written: string): string {
  const text = written.trim();
  if (text === "")
    throw new WsmtpError("bad-input", "there is no address: write where the link goes");
  if (text.length > MAX_ADDRESS) throw new WsmtpError("bad-input", "the address is too long");
  const address = withScheme(text);
  if (isLinked(address) && (URL.canParse(address) || /^tel:/i.test(address))) return address;
  throw new WsmtpError(
    "bad-input",
    "this is no address that a mail can link to: write it as https://example.org, ada@example.org or tel:+123",
  );
}

/** Whether a mail may link there. */
export function isLinked(address: string): boolean {
  return /^(?:https?:\/\/|mailto:|tel:)[^\s<>"]/i.test(address);
}

function withScheme(text: string): string {
  if (/^[a-z][a-z\d+.-]*:(?!\d)/i.test(text)) return text;
  if (/^[^\s/:@]+@[^\s/:@]+\.[^\s/:@]+$/.test(text)) return `mailto:${text}`;
  if (/^[^\s/:@]+\.[^\s/:@]+/.test(text)) return `https://${text}`;
  return text;
}

/** Splits text at web addresses, without what ends the sentence: odd pieces are addresses. */
export function splitAtAddresses(text: string): string[] {
  return text.split(/(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)])/);
}
