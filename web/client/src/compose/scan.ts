import { WsmtpError } from "../error/error.js";

/** What a raw mail's octets ask of the server. */
export interface Scanned {
  /** There are octets above 127. */
  eightBit: boolean;
  /** There are some in the header. */
  utf8Header: boolean;
}

/** Looks at each octet of a raw mail. Throws `bad-input` for a NUL, unless `body` is `BINARYMIME`. */
export function scan(raw: Uint8Array, body: string | null): Scanned {
  if (body !== "BINARYMIME" && raw.includes(0)) {
    throw new WsmtpError(
      "bad-input",
      "the mail contains a NUL octet, which mail cannot carry: encode it in base64",
    );
  }
  const first = raw.findIndex((octet) => octet > 127);
  return { eightBit: first >= 0, utf8Header: first >= 0 && first < headerEnd(raw) };
}

/** Where the empty line after the header is. */
function headerEnd(raw: Uint8Array): number {
  let begin = 0;
  for (let end = raw.indexOf(10); end >= 0; end = raw.indexOf(10, begin)) {
    if (end - begin <= 1 && (end === begin || raw[begin] === 13)) return begin;
    begin = end + 1;
  }
  return raw.length;
}
