import type { WireField } from "../runtime/wire.js";
import { badInput, checkText, isGiven } from "./bad-input.js";
import { UNKNOWN } from "./file-type.js";
import { customField, headerEntries } from "./headers.js";
import { type MediaType, parseMediaType, without } from "./media-type.js";

/** The media type of one part: the one that is given, or else what its content brings along or is known by. */
export function readType(field: string, given: unknown, brought: string): MediaType {
  const { essence, parameters } = isGiven(given) ? givenType(field, given) : broughtType(brought);
  // The file name says it, for every reader.
  return { essence, parameters: without(parameters, "name") };
}

function givenType(field: string, given: unknown): MediaType {
  const place = `contentType of ${field}`;
  const text = checkText(place, given);
  const type = parseMediaType(text);
  if (type === null) {
    throw badInput(
      `${JSON.stringify(text)} in ${place} is no media type: write it like image/png or text/plain; charset=utf-8`,
    );
  }
  if (!isSeveral(type)) return type;
  throw badInput(`${field} is of several parts, as ${type.essence} says: give each, or raw`);
}

/** Whoever made a file says its type, not the page: what no single part can have is a type of which nothing is known. */
function broughtType(brought: string): MediaType {
  const type = parseMediaType(brought);
  if (type !== null && !isSeveral(type)) return type;
  return { essence: UNKNOWN, parameters: new Map() };
}

function isSeveral({ essence }: MediaType): boolean {
  return essence.startsWith("multipart/");
}

/** What a part's header is to hold beside what describes the part. */
export function readHeader(field: string, headers: unknown): WireField[] {
  const place = `headers of ${field}`;
  return headerEntries(place, headers).flatMap((one) => customField(place, one));
}
