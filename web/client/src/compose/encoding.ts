import { badInput } from "./bad-input.js";

/** How the bytes of a string `content` are written in it; upper case, hyphens and underscores do not matter. */
export type ContentEncoding =
  | "utf8"
  | "utf-8"
  | "ascii"
  | "base64"
  | "base64url"
  | "hex"
  | "latin1"
  | "binary"
  | "utf16le"
  | "utf-16le"
  | "ucs2"
  | "ucs-2";

/** What a string says in the given encoding: itself, or bytes. Throws `bad-input` where it is not so encoded. */
export function decode(field: string, text: string, encoding: string): string | Uint8Array {
  switch (encoding.toLowerCase().replace(/[-_\s]/g, "")) {
    case "utf8":
    case "ascii":
    case "usascii":
      return text;
    case "base64":
    case "base64url":
      return fromBase64(field, text);
    case "hex":
      return fromHex(field, text);
    case "latin1":
    case "binary":
      return fromLatin1(field, text);
    case "utf16le":
    case "ucs2":
      return fromUtf16(text);
    default:
      throw badInput(
        `${field} names an encoding that is not known, ${JSON.stringify(encoding)}: use base64, hex, latin1, utf16le or utf8`,
      );
  }
}

/** With either alphabet (RFC 4648 sections 4 and 5), with or without padding and line breaks. */
export function fromBase64(field: string, text: string): Uint8Array {
  try {
    return octets(atob(text.replaceAll("-", "+").replaceAll("_", "/")));
  } catch {
    throw badInput(`${field} is not base64: check where it comes from`);
  }
}

function fromHex(field: string, text: string): Uint8Array {
  if (!/^(?:[\da-f]{2})*$/i.test(text)) {
    throw badInput(`${field} is not hexadecimal: check where it comes from`);
  }
  return Uint8Array.from({ length: text.length / 2 }, (_, i) =>
    Number.parseInt(text.slice(2 * i, 2 * i + 2), 16),
  );
}

function fromLatin1(field: string, text: string): Uint8Array {
  if (!/^[\0-\xff]*$/.test(text)) {
    throw badInput(`${field} holds characters beyond Latin-1: leave encoding out`);
  }
  return octets(text);
}

/** One for each character, which are below 256. */
function octets(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

function fromUtf16(text: string): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(2 * text.length));
  for (let i = 0; i < text.length; i++) bytes.setUint16(2 * i, text.charCodeAt(i), true);
  return new Uint8Array(bytes.buffer);
}
