import { WsmtpError } from "../error/error.js";

/** One mailbox: what `Ada Lovelace <ada@example.org>` says. */
export interface Address {
  /** Display name, or an empty string. */
  name: string;
  /** `local@domain`, the domain in its ASCII form; a local part beyond ASCII needs a server with SMTPUTF8. */
  address: string;
}

/** `ada@x.org`, `Ada <ada@x.org>, bob@y.org`, an object, or a list of these. */
export type AddressInput =
  string | { name?: string | undefined; address: string } | readonly AddressInput[];

/** `Atom` of RFC 5321 section 4.1.2, with the characters that RFC 6531 section 3.3 adds. */
const ATOM = String.raw`(?:[\w!#$%&'*+\-/=?^${"`"}{|}~]|[^\0-\x7f\p{Cc}\p{Cs}\p{Z}])+`;
const QUOTED = String.raw`"(?:[ !#-[\]-~]|\\[ -~])*"`;
const LOCAL = new RegExp(String.raw`^(?:${ATOM}(?:\.${ATOM})*|${QUOTED})$`, "u");
const DOMAIN =
  /^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*|\[[!-Z^-~]+\])$/i;
/** RFC 5321 section 4.5.3.1, in octets. */
const LOCAL_MAX = 64;
const DOMAIN_MAX = 255;

/** Reads whatever a person or a program wrote for addresses. Throws `bad-input` naming what is wrong. */
export function parseAddresses(input: AddressInput | undefined): Address[] {
  if (input === undefined) return [];
  if (typeof input === "string") return splitList(input).map(parseOne);
  if (isList(input)) return input.flatMap((one) => parseAddresses(one));
  return [{ name: checkName(input.name ?? ""), address: checkAddress(input.address.trim()) }];
}

function isList(input: AddressInput): input is readonly AddressInput[] {
  return Array.isArray(input);
}

/** Splits at commas and semicolons that stand outside quotes and angle brackets. */
function splitList(text: string): string[] {
  const items: string[] = [];
  let item = "";
  let quoted = false;
  let angled = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (quoted && char === "\\") {
      item += char + text.charAt(++i);
      continue;
    }
    if (char === '"') quoted = !quoted;
    else if (!quoted && char === "<") angled = true;
    else if (!quoted && char === ">") angled = false;
    if (!quoted && !angled && (char === "," || char === ";")) {
      items.push(item);
      item = "";
    } else {
      item += char;
    }
  }
  items.push(item);
  return items.map((one) => one.trim()).filter((one) => one !== "");
}

function parseOne(text: string): Address {
  const named = /^(.*?)<([^<>]*)>$/s.exec(text);
  if (named === null) return { name: "", address: checkAddress(text) };
  const [, name = "", address = ""] = named;
  return { name: checkName(unquote(name.trim())), address: checkAddress(address.trim()) };
}

function unquote(name: string): string {
  return /^".*"$/s.test(name) ? name.slice(1, -1).replace(/\\(.)/gs, "$1") : name;
}

function checkName(name: string): string {
  if (/\p{Cc}/u.test(name))
    throw bad(`the name ${JSON.stringify(name)} holds a control character: remove it`);
  return name;
}

function checkAddress(text: string): string {
  const at = text.lastIndexOf("@");
  if (at < 1) throw bad(`${JSON.stringify(text)} is not an address: write it as name@example.org`);
  const local = text.slice(0, at);
  const domain = asciiDomain(text.slice(at + 1));
  if (!LOCAL.test(local) || octets(local) > LOCAL_MAX) {
    throw bad(
      `the part before @ in ${JSON.stringify(text)} is not valid: check it for typing errors`,
    );
  }
  if (!DOMAIN.test(domain) || domain.length > DOMAIN_MAX) {
    throw bad(
      `the part after @ in ${JSON.stringify(text)} is not a mail domain: check it for typing errors`,
    );
  }
  return `${local}@${domain}`;
}

/** An international domain in its ASCII form (IDNA); anything else as it is. */
function asciiDomain(domain: string): string {
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(domain) || /^[\0-\x7f]*$/.test(domain)) return domain;
  return URL.canParse(`http://${domain}`) ? new URL(`http://${domain}`).hostname : domain;
}

function octets(text: string): number {
  return new TextEncoder().encode(text).length;
}

function bad(message: string): WsmtpError {
  return new WsmtpError("bad-input", message);
}
