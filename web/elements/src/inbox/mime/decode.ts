import type { Part } from "./part.js";

/** Octets that are made a string at once; more arguments than some engines take would be an error. */
const PIECE = 8192;

/** The octets of a part's body, decoded (RFC 2045 section 6). What is not as its encoding wants it stays as it is. */
export function decoded(source: Uint8Array, part: Part): Uint8Array<ArrayBuffer> {
  const body = new Uint8Array(source.subarray(part.body, part.end));
  switch (part.encoding) {
    case "base64":
      return fromBase64(textOf(body)) ?? body;
    case "quoted-printable":
      return fromQuotedPrintable(textOf(body));
    default:
      return body;
  }
}

/** Each octet as the character of that number, and back. */
function textOf(octets: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < octets.length; at += PIECE) {
    pieces.push(String.fromCharCode(...octets.subarray(at, at + PIECE)));
  }
  return pieces.join("");
}

function octetsOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (one) => one.charCodeAt(0));
}

/** Characters that are none of its own are passed over, as RFC 2045 section 6.8 wants it. */
function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  const kept = text.replace(/[^A-Za-z0-9+/]/g, "");
  try {
    return octetsOf(atob(kept));
  } catch {
    return undefined;
  }
}

function fromQuotedPrintable(text: string): Uint8Array<ArrayBuffer> {
  const plain = text
    .replace(/[ \t]+(?=\r?$)/gm, "")
    .replace(/=\r?\n/g, "")
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return octetsOf(plain);
}
