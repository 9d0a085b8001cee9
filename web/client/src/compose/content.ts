import { unreadable } from "../runtime/reader.js";
import type { Source } from "../runtime/wire.js";
import { badInput, checkFlag, checkText, isGiven, isRecord } from "./bad-input.js";
import { type ContentEncoding, decode } from "./encoding.js";
import { type Fetched, fetchContent, isDataUrl } from "./fetched.js";
import type { Message } from "./message.js";
import { isStream, readStream } from "./stream.js";

/**
 * A text, which is sent as UTF-8, or bytes, which arrive as they are. A `File` or another `Blob` is read piece by piece
 * while the mail goes out, at any size; a stream is read before, up to 256 MiB.
 */
export type Content =
  | string
  | Uint8Array
  | ArrayBuffer
  | Blob
  | ReadableStream<Uint8Array | string>
  | AsyncIterable<Uint8Array | string>;

/** Content, or where it is to be had. */
export interface ContentDescription {
  /** What is sent. An empty string is content of no octets. */
  content?: Content | undefined;
  /** An address to fetch the content from, up to 256 MiB: `https:`, `data:`, `blob:`, or relative to the page. */
  href?: string | URL | false | undefined;
  /** The same as `href`; a page has no other paths. */
  path?: string | URL | false | undefined;
  /** Request headers for `href`. */
  httpHeaders?: Readonly<Record<string, string>> | undefined;
  /** How bytes are written in `content` when that is a string. Default: it is the text itself. */
  encoding?: ContentEncoding | Uppercase<ContentEncoding> | undefined;
}

/** A text that is at hand, or bytes of known length. */
export type Read = string | Source;

/** Reads the contents of one mail. */
export class ContentReader {
  readonly #signal: AbortSignal | undefined;
  readonly #mayFetch: boolean;

  /** Fetches where the message permits it. */
  constructor({ disableUrlAccess }: Message, signal: AbortSignal | undefined) {
    this.#signal = signal;
    this.#mayFetch = !checkFlag("disableUrlAccess", disableUrlAccess);
  }

  get signal(): AbortSignal | undefined {
    return this.#signal;
  }

  /** Content itself, or a description of it; `field` is its name for errors. */
  async read(field: string, given: unknown): Promise<Read> {
    return isDescription(given) ? this.described(field, given) : this.#content(field, given);
  }

  /** What stands at an address. */
  fetched(field: string, given: ContentDescription): Promise<Fetched> {
    if (!this.#mayFetch && !isDataUrl(address(given))) {
      throw badInput(
        `${field} is an address, and disableUrlAccess is set: give the content itself`,
      );
    }
    return fetchContent(field, address(given), given.httpHeaders, this.#signal);
  }

  /** What a description describes. */
  async described(field: string, given: ContentDescription): Promise<Read> {
    if (isGiven(address(given))) return (await this.fetched(field, given)).bytes;
    const { content, encoding } = given;
    if (content === undefined || content === null) {
      throw badInput(`${field} names no content: give it in content, href, path or raw`);
    }
    if (typeof content !== "string" || !isGiven(encoding)) return this.#content(field, content);
    return decode(field, content, checkText(`the encoding of ${field}`, encoding));
  }

  async #content(field: string, content: unknown): Promise<Read> {
    if (typeof content === "string") return checkText(field, content);
    if (content instanceof Blob || content instanceof Uint8Array) return content;
    if (content instanceof ArrayBuffer) return new Uint8Array(content);
    if (isStream(content)) return readStream(field, content, this.#signal);
    throw badInput(
      `${field} holds nothing that can be sent: give a string, bytes, a Blob, a File, a stream or an href`,
    );
  }
}

/** The address that content is to be fetched from; empty where it is at hand. */
export function address({ path, href }: ContentDescription): string | URL {
  return path || href || "";
}

/** An object of named parts, as against content itself. */
export function isDescription(given: unknown): given is ContentDescription {
  // Node's file streams have a `path` too.
  if (!isRecord(given) || given instanceof Blob || isStream(given)) return false;
  return ["content", "href", "path"].some((key) => isGiven(given[key]));
}

/** As bytes, whatever it was. */
export function toSource(read: Read): Source {
  return typeof read === "string" ? new TextEncoder().encode(read) : read;
}

/** The bytes of a source, or of a slice of it. A file can change or vanish after it was chosen: browsers refuse to read it. */
export async function bytesOf(slice: Source, source = slice): Promise<Uint8Array> {
  if (!(slice instanceof Blob)) return slice;
  try {
    return new Uint8Array(await slice.arrayBuffer());
  } catch {
    throw badInput(unreadable(source));
  }
}

/** Octets. */
export function lengthOf(source: Source): number {
  return source instanceof Blob ? source.size : source.length;
}
