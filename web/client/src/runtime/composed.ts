import { Composer } from "../../pkg/wsmtp_wasm.js";
import { WsmtpError } from "../error/error.js";
import { Reader, unreadable } from "./reader.js";
import type { Source, Wanted, WireMail } from "./wire.js";

/** Octets that are held before they go into a Blob, which a browser need not keep in memory. */
const BATCH = 4 * 1024 * 1024;

/** The whole mail. Throws what the wasm throws, or `bad-input` where a file cannot be read any more. */
export async function composed(mail: WireMail, sources: readonly Source[]): Promise<Blob> {
  const composer = new Composer(mail);
  const reader = new Reader(sources);
  const blobs: Blob[] = [];
  let batch: BlobPart[] = [];
  let held = 0;
  try {
    for (;;) {
      const next = composer.octets() as Uint8Array<ArrayBuffer> | Wanted | null;
      if (next === null) return new Blob([...blobs, ...batch], { type: "message/rfc822" });
      if (!(next instanceof Uint8Array)) {
        await supply(composer, reader, next);
        continue;
      }
      batch.push(next);
      held += next.length;
      if (held < BATCH) continue;
      blobs.push(new Blob(batch));
      batch = [];
      held = 0;
    }
  } finally {
    composer.free();
  }
}

async function supply(composer: Composer, reader: Reader, wanted: Wanted): Promise<void> {
  const { source, offset, length } = wanted;
  const octets = await reader.read(source, offset, length).catch(() => null);
  if (octets === null || !composer.supply(octets)) {
    throw new WsmtpError("bad-input", unreadable(reader.sources[source]));
  }
}
