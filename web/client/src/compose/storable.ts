import { badInput, isGiven, isRecord } from "./bad-input.js";
import { ContentReader, address, isDescription } from "./content.js";
import type { Message, ReadOptions } from "./message.js";
import { isStream, readStream } from "./stream.js";

/** Fields that hold one content. */
const CONTENTS = ["text", "html", "watchHtml", "amp", "icalEvent", "raw"] as const;

/**
 * The same message, fit for structured clone, to be sent later: what streams and addresses give is read into Blobs. Throws
 * `bad-input` for what cannot be kept, such as a function that signs.
 */
export async function storable(message: Message, options: ReadOptions = {}): Promise<Message> {
  const { signal: own, ...rest } = message;
  if (rest.dkim !== undefined) {
    throw badInput("dkim is a function, which cannot be kept: give it to the transport");
  }
  const reader = new ContentReader(options.signal ?? own, rest.disableUrlAccess !== true);
  const kept: Record<string, unknown> = { ...rest };
  for (const field of CONTENTS) kept[field] = await keep(reader, field, rest[field]);
  for (const field of ["attachments", "alternatives"] as const) {
    const list: unknown[] = [];
    for (const [place, one] of [rest[field] ?? []].flat().entries()) {
      list.push(await keep(reader, `${field}[${place}]`, one));
    }
    kept[field] = list;
  }
  return kept as Message;
}

/** Content, or an object that describes it, with the content at hand. */
async function keep(reader: ContentReader, field: string, given: unknown): Promise<unknown> {
  if (!isGiven(given)) return undefined;
  if (isStream(given)) return readStream(field, given, reader.signal);
  if (!isDescription(given)) return keepRaw(reader, field, given);
  const { href: _, path: __, httpHeaders: ___, ...rest } = given;
  if (isGiven(address(given))) {
    const { bytes, name, type } = await reader.fetched(field, given);
    return { ...rest, content: new File([bytes as BlobPart], name, { type }) };
  }
  const content = await keep(reader, field, given.content);
  return { ...rest, content };
}

async function keepRaw(reader: ContentReader, field: string, given: unknown): Promise<unknown> {
  if (!isRecord(given) || !isGiven(given["raw"])) return given;
  return { ...given, raw: await keep(reader, field, given["raw"]) };
}
