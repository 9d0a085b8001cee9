import { badInput, checkText } from "./bad-input.js";

/**
 * Octets that are read from one stream or one address. More than servers take (25 to 150 MiB is usual), and what a
 * browser still holds in a `Blob` on a phone.
 */
const LIMIT = 256 * 1024 * 1024;
/** Octets that are held at once; a browser can keep what is in a `Blob` on the disk. */
const HELD = 4 * 1024 * 1024;

/** What a stream has given so far, of pieces of any size. */
export class Gathering {
  readonly #field: string;
  readonly #kept: Blob[] = [];
  /** The pieces' octets are copied here: whoever makes them may use their buffer again. */
  readonly #held = new Uint8Array(HELD);
  #used = 0;
  #length = 0;
  /** The first half of a character, of which the second may be in the next text. */
  #half = "";

  /** `field` is the stream's name for errors. */
  constructor(field: string) {
    this.#field = field;
  }

  /** Bytes, or a text, which becomes UTF-8. */
  add(piece: unknown): void {
    if (typeof piece === "string") return this.#text(piece);
    const bytes = asBytes(piece);
    if (bytes === null) {
      throw badInput(`${this.#field} is a stream of neither bytes nor text: give one of these`);
    }
    if (bytes.length === 0) return;
    checkText(this.#field, this.#half);
    this.#octets(bytes);
  }

  /** All of it. */
  end(): Blob {
    checkText(this.#field, this.#half);
    this.#keep();
    return new Blob(this.#kept);
  }

  #text(piece: string): void {
    const text = this.#half + piece;
    const isCut = (text.charCodeAt(text.length - 1) & 0xfc00) === 0xd800;
    const whole = isCut ? text.slice(0, -1) : text;
    this.#half = text.slice(whole.length);
    this.#octets(new TextEncoder().encode(checkText(this.#field, whole)));
  }

  #octets(bytes: Uint8Array): void {
    this.#length += bytes.length;
    if (this.#length > LIMIT) {
      throw badInput(
        `${this.#field} is longer than ${LIMIT / (1024 * 1024)} MiB: give a File, which is read while it is sent`,
      );
    }
    for (let at = 0; at < bytes.length;) {
      const fits = bytes.subarray(at, at + HELD - this.#used);
      this.#held.set(fits, this.#used);
      this.#used += fits.length;
      at += fits.length;
      if (this.#used === HELD) this.#keep();
    }
  }

  #keep(): void {
    this.#kept.push(new Blob([this.#held.subarray(0, this.#used)]));
    this.#used = 0;
  }
}

function asBytes(piece: unknown): Uint8Array | null {
  if (piece instanceof ArrayBuffer) return new Uint8Array(piece);
  if (!ArrayBuffer.isView(piece)) return null;
  return new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength);
}
