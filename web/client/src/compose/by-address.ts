import { mailboxes, readAddresses } from "./address.js";
import { badInput, isGiven, isRecord } from "./bad-input.js";
import { type Kind, demand } from "./kind.js";

/** What is said of all recipients at once, or of each by address. */
export type ByAddress<T> = T | Readonly<Record<string, T>>;

/**
 * What is said of each recipient; null where nothing is. Throws `bad-input` for what is of another kind, and for an
 * address that is none of the recipients': what was wished for somebody would be lost with a typing error.
 */
export function eachOf<T>(
  field: string,
  given: ByAddress<T> | undefined,
  kind: Kind,
  to: readonly string[],
): (address: string) => T | null {
  if (!isGiven(given)) return () => null;
  if (!isMap(given)) {
    demand(field, given, kind);
    return () => given as T;
  }
  const recipients = new Set(to);
  const said = new Map<string, T>();
  for (const [key, value] of Object.entries(given)) {
    const address = readKey(field, key);
    if (!recipients.has(address)) throw nobody(field, key);
    if (!isGiven(value)) continue;
    demand(`${field} of ${JSON.stringify(key)}`, value, kind);
    said.set(address, value);
  }
  return (address) => said.get(address) ?? null;
}

/** The same for some of the recipients only. */
export function narrowed<T>(
  field: string,
  given: ByAddress<T> | undefined,
  to: readonly string[],
): ByAddress<T> | undefined {
  if (!isMap(given)) return given;
  const recipients = new Set(to);
  const theirs = Object.entries(given).filter(([key]) => recipients.has(readKey(field, key)));
  return Object.fromEntries(theirs);
}

function isMap<T>(given: ByAddress<T> | undefined): given is Readonly<Record<string, T>> {
  return isRecord(given) && !(given instanceof Date);
}

/** The address as the envelope has it. */
function readKey(field: string, key: string): string {
  const [one, ...others] = mailboxes(readAddresses(key, field));
  if (one === undefined || others.length > 0) throw nobody(field, key);
  return one.address;
}

function nobody(field: string, key: string): Error {
  return badInput(
    `${JSON.stringify(key)} in ${field} is none of the mail's recipients: correct it, or leave it out`,
  );
}
