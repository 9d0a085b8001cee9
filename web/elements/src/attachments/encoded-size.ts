/** Characters of a line of base64 (RFC 2045 section 6.8), and the octets that end it. */
const LINE = 76;
const LINE_END = 2;

/** Octets of a part beside its content: its header with a long name, and the boundary. About. */
const PART = 400;

/** Octets that a file takes in a mail, in base64 as mails carry files, with what says what it is. */
export function encodedSize(octets: number): number {
  const characters = Math.ceil(octets / 3) * 4;
  const ends = Math.max(0, Math.ceil(characters / LINE) - 1) * LINE_END;
  return characters + ends + PART;
}

/** The largest file that fits into so many octets. */
export function largestFile(octets: number): number {
  const content = Math.max(0, octets - PART);
  const characters = Math.floor((content * LINE) / (LINE + LINE_END));
  return Math.floor(characters / 4) * 3;
}
