import type { WireField } from "../runtime/wire.js";
import { badInput, checkText } from "./bad-input.js";
import { customField, headerEntries } from "./headers.js";
import { type MediaType, readMediaType } from "./media-type.js";

/** The media type of one part. */
export function readType(field: string, text: unknown): MediaType {
  const place = `contentType of ${field}`;
  const type = readMediaType(place, checkText(place, text));
  if (type.essence.startsWith("multipart/")) {
    throw badInput(`${field} is of several parts, as ${type.essence} says: give each, or raw`);
  }
  // The file name says it, for every reader.
  type.parameters.delete("name");
  return type;
}

/** What a part's header is to hold beside what describes the part. */
export function readHeader(field: string, headers: unknown): WireField[] {
  const place = `headers of ${field}`;
  return headerEntries(place, headers).flatMap((one) => customField(place, one));
}
