import type { Source, WireField, WirePart } from "../runtime/wire.js";
import { badInput, isGiven } from "./bad-input.js";
import { type ContentReader, type Read, bytesOf, lengthOf, toSource } from "./content.js";
import { UNKNOWN } from "./file-type.js";
import { type LineFacts, areLines, canonical, scan } from "./lines.js";
import { type MediaType, isText, without, writeMediaType } from "./media-type.js";

/** How a part's bytes are written in the mail. It is a wish: what cannot travel so, travels in the nearest way. */
export type TransferEncoding = "base64" | "quoted-printable" | "7bit" | "8bit";

/** What a part says of itself. */
export interface PartFacts {
  type: MediaType;
  filename: string | null;
  disposition: "inline" | "attachment" | null;
  cid: string | null;
  header: WireField[];
  transfer: TransferEncoding | null;
}

/** A file, but for how it travels. */
type FilePart = Omit<Extract<WirePart, { kind: "file" }>, "encoding" | "ended">;

/** Texts of bytes up to this are looked into, to go as text; longer ones go as base64, unseen. In octets. */
const TEXT_MAX = 1024 * 1024;
const TRANSFERS: readonly TransferEncoding[] = ["base64", "quoted-printable", "7bit", "8bit"];

/** Makes the parts of one mail, and keeps what their bytes are read from. */
export class PartMaker {
  readonly sources: Source[] = [];
  readonly reader: ContentReader;

  constructor(reader: ContentReader) {
    this.reader = reader;
  }

  /** A part that people read: text where it can be. */
  async readable(field: string, facts: PartFacts, read: Read): Promise<WirePart> {
    if (!isText(facts.type)) return this.file(facts, read);
    const text = typeof read === "string" ? read : await textOf(facts.type, read);
    if (text === null) return this.file(facts, read);
    if (text.includes("\0"))
      throw badInput(`${field} holds a NUL, which no text in a mail can: remove it`);
    return textPart(facts, text);
  }

  /** A part that arrives byte for byte. */
  async file(facts: PartFacts, read: Read): Promise<WirePart> {
    if (facts.type.essence.startsWith("message/")) return this.#message(facts, toSource(read));
    const type =
      typeof read === "string" && isText(facts.type) ? ofText(facts.type, read) : facts.type;
    return this.#encoded({ ...facts, type }, toSource(read));
  }

  /** A part with its own header, as it is, but for line ends, which become those of mail. */
  async raw(field: string, content: unknown): Promise<WirePart> {
    const given = toSource(await this.reader.read(field, content));
    const facts = await this.#scanned(field, given);
    return this.#rawPart(await this.#inLines(given, facts), facts);
  }

  /** The same for a whole mail, whose last line must end; one that is `binary` stays as it is. */
  async rawMail(content: unknown, binary: boolean): Promise<WirePart> {
    const given = toSource(await this.reader.read("raw", content));
    if (binary) {
      // Octets have no lines that could end.
      const facts = await scan(given, this.reader.signal);
      return this.#rawPart(given, { ...facts, ended: true });
    }
    const facts = await this.#scanned("raw", given);
    const lines = await this.#inLines(given, facts);
    if (facts.ended) return this.#rawPart(lines, facts);
    return this.#rawPart(new Blob([lines as BlobPart, "\r\n"]), { ...facts, ended: true });
  }

  async #scanned(field: string, source: Source): Promise<LineFacts> {
    const facts = await scan(source, this.reader.signal);
    if (!facts.nul) return facts;
    throw badInput(`${field} holds a NUL, which no line of a mail can: remove it`);
  }

  async #inLines(source: Source, { bare }: LineFacts): Promise<Source> {
    return bare ? canonical(source, this.reader.signal) : source;
  }

  #rawPart(source: Source, { eightBit: { header, body }, ended }: LineFacts): WirePart {
    const eightBit = header || body;
    return { kind: "raw", ...this.#keep(source), eightBit, utf8Header: header, ended };
  }

  /** A message in a message may not be encoded (RFC 2046 section 5.2.1); one that cannot travel so goes as bytes. */
  async #message(facts: PartFacts, given: Source): Promise<WirePart> {
    const lines = await scan(given, this.reader.signal);
    if (!areLines(lines) || facts.transfer === "base64") {
      const type = { essence: UNKNOWN, parameters: new Map<string, string>() };
      return this.#encoded({ ...facts, type }, given);
    }
    const { header, body } = lines.eightBit;
    const source = await this.#inLines(given, lines);
    const encoding = header || body ? "8bit" : "7bit";
    return { ...this.#filePart(facts, source), encoding, ended: lines.ended };
  }

  /** Bytes, of which nobody knows how they end: they have no lines. */
  #encoded(facts: PartFacts, source: Source): WirePart {
    return { ...this.#filePart(facts, source), encoding: "base64", ended: false };
  }

  #filePart({ type, transfer: _, ...label }: PartFacts, source: Source): FilePart {
    return { kind: "file", contentType: writeMediaType(type), ...label, ...this.#keep(source) };
  }

  #keep(source: Source): { source: number; length: number } {
    return { source: this.sources.push(source) - 1, length: lengthOf(source) };
  }
}

/** Reads what a page wrote for `contentTransferEncoding` or `encoding`. */
export function readTransfer(field: string, value: unknown): TransferEncoding | null {
  if (!isGiven(value)) return null;
  const word = String(value).trim().toLowerCase();
  const known = TRANSFERS.find((one) => one === word);
  if (known === undefined) {
    throw badInput(
      `${field} is no transfer encoding that is known: use base64 or quoted-printable, or leave it out`,
    );
  }
  return known;
}

function textPart(facts: PartFacts, text: string): WirePart {
  const { type, transfer, ...rest } = facts;
  const encoding = transfer === "8bit" || transfer === "7bit" ? null : transfer;
  return { kind: "text", contentType: writeMediaType(ofText(type, text)), ...rest, text, encoding };
}

/** A text is written as UTF-8, whatever its type says. */
function ofText({ essence, parameters }: MediaType, text: string): MediaType {
  const said = parameters.get("charset");
  const fits = said === undefined ? /^[\0-\x7f]*$/.test(text) : isUtf8(said);
  if (fits) return { essence, parameters };
  return { essence, parameters: without(parameters, "charset").set("charset", "utf-8") };
}

/** Bytes as text; null where they are too many, or no UTF-8. */
async function textOf({ parameters }: MediaType, source: Source): Promise<string | null> {
  if (lengthOf(source) > TEXT_MAX || !isUtf8(parameters.get("charset") ?? "utf-8")) return null;
  const bytes = await bytesOf(source);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function isUtf8(charset: string): boolean {
  return /^utf-?8$/i.test(charset);
}
