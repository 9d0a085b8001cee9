import type { Source } from "../runtime/wire.js";
import { cancelled } from "../error/error.js";
import { bytesOf, lengthOf } from "./content.js";

/** What can be said of octets that are to travel as they are. */
export interface LineFacts {
  /** There is a CR or LF that is not part of a CRLF. */
  bare: boolean;
  /** The last line ends in CR or LF too, or there is none. */
  ended: boolean;
  /** The longest line, in octets without its end. */
  longest: number;
  nul: boolean;
  /** There are octets above 127; `header`: before the first empty line. */
  eightBit: { header: boolean; body: boolean };
}

/** RFC 5322 section 2.1.1, in octets without CRLF. */
const LINE_MAX = 998;
/** What is held at once, in octets. */
const SLICE = 1024 * 1024;
const CR = 13;
const LF = 10;

/** Whether servers take the octets as lines of 8-bit text (RFC 6152). */
export function areLines({ longest, nul }: LineFacts): boolean {
  return longest <= LINE_MAX && !nul;
}

/** Reads all octets once, slice by slice. */
export async function scan(source: Source, signal: AbortSignal | undefined): Promise<LineFacts> {
  const scanner = new Scanner();
  for await (const slice of slices(source, signal)) scanner.take(slice);
  return scanner.facts();
}

/** The same octets with every line ended by CRLF, whatever ended it before. */
export async function canonical(source: Source, signal: AbortSignal | undefined): Promise<Blob> {
  const pieces: Blob[] = [];
  let last = 0;
  for await (const slice of slices(source, signal)) {
    pieces.push(new Blob([withCrlf(slice, last)]));
    last = slice[slice.length - 1] ?? last;
  }
  return new Blob(pieces);
}

async function* slices(
  source: Source,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < lengthOf(source); at += SLICE) {
    if (at > 0) await others();
    if (signal?.aborted === true) throw cancelled();
    yield await bytesOf(source.slice(at, at + SLICE), source);
  }
}

/** Lets the page do something else. A timer would take a second for that in a tab that nobody sees. */
function others(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

function withCrlf(slice: Uint8Array, last: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(2 * slice.length);
  let length = 0;
  let before = last;
  for (const octet of slice) {
    if (octet === CR || (octet === LF && before !== CR)) {
      out[length++] = CR;
      out[length++] = LF;
    } else if (octet !== LF) {
      out[length++] = octet;
    }
    before = octet;
  }
  return out.slice(0, length);
}

class Scanner {
  #bare = false;
  #nul = false;
  #longest = 0;
  #line = 0;
  #before = LF;
  #inHeader = true;
  readonly #eightBit = { header: false, body: false };

  take(slice: Uint8Array): void {
    for (const octet of slice) {
      if (octet === LF) this.#endLine();
      else if (octet === CR) this.#returned();
      else this.#inLine(octet);
      this.#before = octet;
    }
  }

  facts(): LineFacts {
    return {
      bare: this.#bare || this.#before === CR,
      ended: this.#before === LF || this.#before === CR,
      longest: Math.max(this.#longest, this.#line),
      nul: this.#nul,
      eightBit: this.#eightBit,
    };
  }

  /** A CR ends the line, with its LF or without. */
  #returned(): void {
    if (this.#before === CR) this.#bare = true;
    this.#break();
  }

  #endLine(): void {
    if (this.#before === CR) return;
    this.#bare = true;
    this.#break();
  }

  #break(): void {
    if (this.#line === 0) this.#inHeader = false;
    this.#longest = Math.max(this.#longest, this.#line);
    this.#line = 0;
  }

  #inLine(octet: number): void {
    if (this.#before === CR) this.#bare = true;
    if (octet === 0) this.#nul = true;
    if (octet > 127) this.#eightBit[this.#inHeader ? "header" : "body"] = true;
    this.#line++;
  }
}
