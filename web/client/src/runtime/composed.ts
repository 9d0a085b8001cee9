import { Content } from "./content.js";
import { checkEnvelope } from "./envelope.js";
import type { Source, WireEnvelope, WireMail } from "./wire.js";

/** Octets that are taken from the wasm at a time; what is larger, many allocators ask the system for each time. */
const PIECE = 64 * 1024;
/** Octets that are held before they go into a Blob, which a browser need not keep in memory. */
const BATCH = 4 * 1024 * 1024;

/** The whole mail. Throws what the wasm throws, or `bad-input` where a file cannot be read any more. */
export async function composed(mail: WireMail, sources: readonly Source[]): Promise<Blob> {
  const content = new Content(mail, sources, false);
  const blobs: Blob[] = [];
  let batch: BlobPart[] = [];
  let held = 0;
  try {
    for (let offset = 0; ;) {
      const next = await content.read(offset, PIECE);
      if (next === null) return new Blob([...blobs, ...batch], { type: "message/rfc822" });
      offset += next.length;
      batch.push(next);
      held += next.length;
      if (held < BATCH) continue;
      blobs.push(new Blob(batch));
      batch = [];
      held = 0;
    }
  } finally {
    content.free();
  }
}

/** The octets that the mail will have. Throws what the wasms throw for it and its envelope. */
export function measured(envelope: WireEnvelope, mail: WireMail): number {
  const content = new Content(mail, [], false);
  content.free();
  checkEnvelope(envelope, content.facts);
  return content.facts.size;
}
