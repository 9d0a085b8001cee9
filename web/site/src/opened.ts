/** FNV-1a of 64 bits. */
const [OFFSET, PRIME] = [0xcbf29ce484222325n, 0x100000001b3n];

/**
 * The name of a lesson that is opened from a file, for links and its progress: the same for the same text, and most
 * likely for no other. Pages that come without TLS have no `crypto.subtle`, and nobody gains by two lessons of one name.
 */
export function idOf(text: string): string {
  let hash = OFFSET;
  for (const octet of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(octet)) * PRIME);
  }
  return `file-${hash.toString(16).padStart(16, "0")}`;
}
