/** A quoted string, an angle address, a comment, a separator, or what stands between them. */
const STEP = /"(?:[^"\\]|\\.)*"|<[^<>]*>|\([^()]*\)|[,;\n\t]|\r\n?|[^"<(,;\n\r\t]+|["<(]/gsu;

/**
 * Takes a pasted or typed list apart into what stands for one recipient each: at commas, semicolons, tabs and ends of lines,
 * not within quotes, angle brackets and comments. `Lovelace, Ada <a@x.org>`, as address books write it, stays one.
 */
export function splitRecipients(text: string): string[] {
  return joinNames(pieces(text).flatMap(spaced));
}

/** Where the last separator of `text` ends; 0 without one. What follows is still being typed. */
export function lastSeparator(text: string): number {
  let end = 0;
  for (const { 0: step, index } of text.matchAll(STEP)) {
    if (isSeparator(step)) end = index + step.length;
  }
  return end;
}

function pieces(text: string): string[] {
  const all: string[] = [];
  let piece = "";
  for (const [step] of text.matchAll(STEP)) {
    if (isSeparator(step)) all.push(step === "," ? `${piece},` : piece);
    piece = isSeparator(step) ? "" : piece + step;
  }
  return [...all, piece].map((one) => one.trim());
}

function isSeparator(step: string): boolean {
  return /^[,;\s]$|^\r\n$/u.test(step) && step !== " ";
}

/** Several addresses with nothing but spaces between them, as copied from a text. */
function spaced(piece: string): string[] {
  if (/["<(]/u.test(piece)) return [piece];
  const words = piece.replace(/,$/u, "").trim().split(/\s+/u);
  const spaced = words.length > 1 && words.every((word) => word.slice(1, -1).includes("@"));
  return spaced ? words : [piece];
}

/** A name before a comma belongs to the address behind it, where that has the rest of the name. */
function joinNames(list: readonly string[]): string[] {
  const joined: string[] = [];
  let family = "";
  for (const piece of list) {
    const bare = piece.replace(/,$/u, "").trim();
    const given = family === "" ? null : /^([^"<,@]+)<[^<>]+>$/u.exec(bare);
    if (given) joined.push(`"${family}, ${given[1]?.trim()}" ${bare.slice(given[1]?.length)}`);
    else joined.push(family, ...(endsInComma(piece, bare) ? [] : [bare]));
    family = !given && endsInComma(piece, bare) ? bare : "";
  }
  return [...joined, family].filter((piece) => piece !== "");
}

/** Whether this may be a family name: words before a comma that are no address. */
function endsInComma(piece: string, bare: string): boolean {
  return piece.endsWith(",") && bare !== "" && !/[@<>"()]/u.test(bare);
}
