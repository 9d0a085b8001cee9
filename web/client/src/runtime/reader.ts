import type { Source } from "./wire.js";

/**
 * Octets of a file that are read at a time. One such piece is read ahead, so at most twice as many are held. The wasm
 * wants 57 * 2048 at a time (lines of base64): a multiple of that, so that none lies in two pieces, which are read again.
 */
const AHEAD = 4 * 57 * 2048;

/** A piece of a file that was read, or is being read. */
interface Piece {
  source: number;
  begin: number;
  end: number;
  octets: Promise<Uint8Array>;
}

/** Reads the sources of one mail, from front to back and a little ahead. */
export class Reader {
  readonly sources: readonly Source[];
  /** What is being handed out, and what follows it. */
  #pieces: Piece[] = [];
  /** Fulfilled when nothing is being read: in a worker of Firefox, a read that begins during another may never end. */
  #reading: Promise<unknown> = Promise.resolve();

  constructor(sources: readonly Source[]) {
    this.sources = sources;
  }

  /** These octets, or fewer where the source ends before. Rejected where a file cannot be read any more. */
  async read(index: number, offset: number, length: number): Promise<Uint8Array> {
    const source = this.sources[index];
    if (source === undefined) throw new Error(`there is no source ${index}`);
    if (source instanceof Uint8Array) return source.subarray(offset, offset + length);
    const holds = (piece: Piece): boolean =>
      piece.source === index && piece.begin <= offset && offset + length <= piece.end;
    const piece = this.#pieces.find(holds) ?? this.#begin(source, index, offset);
    const follows = (other: Piece): boolean => other.source === index && other.begin === piece.end;
    const next = this.#pieces.find(follows) ?? this.#begin(source, index, piece.end);
    this.#pieces = [piece, next];
    const octets = await piece.octets;
    return octets.subarray(offset - piece.begin, offset - piece.begin + length);
  }

  #begin(blob: Blob, source: number, begin: number): Piece {
    const end = Math.min(begin + AHEAD, blob.size);
    const octets = this.#reading
      .then(() => blob.slice(begin, end).arrayBuffer())
      .then((buffer) => new Uint8Array(buffer));
    // That it fails is heard of when it is asked for.
    this.#reading = octets.catch(() => undefined);
    return { source, begin, end, octets };
  }
}

/** For a file that has changed or vanished since it was chosen, which browsers then refuse to read. */
export function unreadable(source: Source | undefined): string {
  const name = source instanceof File ? JSON.stringify(source.name) : "an attachment";
  return `${name} cannot be read any more: remove it and attach it again`;
}
