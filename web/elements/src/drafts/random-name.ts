/** Octets of a name: nobody meets the same twice. */
const OCTETS = 12;

/** A name that nothing else has. Unlike `crypto.randomUUID`, also on a page without TLS. */
export function randomName(): string {
  const octets = crypto.getRandomValues(new Uint8Array(OCTETS));
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join("");
}
