import type { WireGroup, WireMailbox } from "../runtime/wire.js";
import { type Written, type WrittenMailbox, readList } from "./address-list.js";
import { badInput, checkText, isRecord } from "./bad-input.js";
import { parsedUrl } from "./url.js";

/** One mailbox: what `Ada Lovelace <ada@example.org>` says. */
export interface Address {
  /** Display name, or an empty string. */
  name: string;
  /** `local@domain`, the domain in its ASCII form; a local part beyond ASCII needs a server with SMTPUTF8. */
  address: string;
}

/**
 * `ada@x.org`, `Ada <ada@x.org>, bob@y.org`, `Friends: a@x.org, b@y.org;`, `ada@x.org (Ada)`, an object, an object for a
 * group, or a list of these.
 */
export type AddressInput = string | MailboxInput | GroupInput | readonly AddressInput[];

/** One mailbox as an object. */
export interface MailboxInput {
  /** Display name in any script. */
  name?: string | undefined;
  /** `local@domain`, the domain in any script. */
  address: string;
}

/** Addresses under one name (RFC 5322 section 3.4). */
export interface GroupInput {
  /** What readers see of the group. */
  name: string;
  /** Who is in it, perhaps nobody; no further groups. */
  group: AddressInput;
}

/** What a header lists: mailboxes, and groups of them by name (RFC 5322 section 3.4). */
export type Listed = WireMailbox | WireGroup;

/** `Atom` of RFC 5321 section 4.1.2, with the characters that RFC 6531 section 3.3 adds. */
const ATOM = String.raw`(?:[\w!#$%&'*+\-/=?^${"`"}{|}~]|[^\0-\x7f\p{Cc}\p{Cs}\p{Z}])+`;
const QUOTED = String.raw`"(?:[ !#-[\]-~]|\\[ -~])*"`;
const LOCAL = new RegExp(String.raw`^(?:${ATOM}(?:\.${ATOM})*|${QUOTED})$`, "u");
const DOMAIN =
  /^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*|\[[!-Z^-~]+\])$/i;
/** RFC 5321 section 4.5.3.1, in octets. */
const LOCAL_MAX = 64;
const DOMAIN_MAX = 255;
/** Lists in lists in lists are a mistake, and one that holds itself would never end. */
const DEPTH_MAX = 8;

/**
 * Reads whatever a person or a program wrote for addresses; those of groups stand among the others. Throws `bad-input`
 * with what is wrong and where.
 *
 * @example
 * ```js
 * const [ada, bob] = parseAddresses("Ada <ada@example.org>, bob@bücher.example");
 * console.log(ada.name, bob.address); // Ada bob@xn--bcher-kva.example
 * ```
 */
export function parseAddresses(input: AddressInput | undefined): Address[] {
  return mailboxes(readAddresses(input));
}

/** The same with groups kept together; `field` is where the addresses stand, for the error. */
export function readAddresses(input: unknown, field?: string, depth = 0): Listed[] {
  if (input === undefined || input === null || input === false) return [];
  if (typeof input === "string") return readList(input).map((one) => checked(one, field));
  if (Array.isArray(input) && depth < DEPTH_MAX) {
    return input.flatMap((one) => readAddresses(one, field, depth + 1));
  }
  if (!isRecord(input))
    throw badInput(`${field ?? "what is given"} holds no addresses: give a string or an object`);
  const name = checkText("a name", input["name"] ?? "");
  if (input["group"] === undefined) {
    return [checked({ name, address: checkText("an address", input["address"]).trim() }, field)];
  }
  const members = mailboxes(readAddresses(input["group"], field, depth + 1));
  return [{ group: checkGroup(name, field), members }];
}

/** The mailboxes of a header, those of groups included. */
export function mailboxes(listed: readonly Listed[]): Address[] {
  return listed.flatMap((one) => ("group" in one ? one.members : [one]));
}

function checked(written: Written, field: string | undefined): Listed {
  if (!("group" in written)) return checkedMailbox(written, field);
  const members = written.members.map((one) => checkedMailbox(one, field));
  return { group: checkGroup(written.group, field), members };
}

function checkedMailbox({ name, address }: WrittenMailbox, field: string | undefined): WireMailbox {
  return { name: checkName(name, field), address: checkAddress(address, field) };
}

function checkGroup(name: string, field: string | undefined): string {
  if (name === "")
    throw badInput(`a group in ${field ?? "the addresses"} has no name: give it one`);
  return checkName(name, field);
}

function checkName(name: string, field: string | undefined): string {
  if (/\p{Cc}/u.test(name))
    throw badInput(`the name ${place(name, field)} holds a control character: remove it`);
  return checkText("a name", name);
}

function checkAddress(text: string, field: string | undefined): string {
  const at = text.lastIndexOf("@");
  if (at < 1)
    throw badInput(`${place(text, field)} is not an address: write it as name@example.org`);
  const local = text.slice(0, at);
  const domain = asciiDomain(text.slice(at + 1));
  if (!LOCAL.test(local) || octets(local) > LOCAL_MAX) {
    throw badInput(
      `the part before @ in ${place(text, field)} is not valid: check it for typing errors`,
    );
  }
  if (!DOMAIN.test(domain) || domain.length > DOMAIN_MAX) {
    throw badInput(
      `the part after @ in ${place(text, field)} is not a mail domain: check it for typing errors`,
    );
  }
  return `${local}@${domain}`;
}

/** An international domain in its ASCII form (IDNA); anything else as it is. */
function asciiDomain(domain: string): string {
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(domain) || /^[\0-\x7f]*$/.test(domain)) return domain;
  return parsedUrl(`http://${domain}`)?.hostname ?? domain;
}

function octets(text: string): number {
  return new TextEncoder().encode(text).length;
}

function place(text: string, field: string | undefined): string {
  const quoted = JSON.stringify(text);
  return field === undefined ? quoted : `${quoted} in ${field}`;
}
