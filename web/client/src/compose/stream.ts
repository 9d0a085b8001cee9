import { WsmtpError, cancelled } from "../error/error.js";
import { badInput } from "./bad-input.js";

/** Bytes or text that come in pieces, such as a `ReadableStream`, or a `Readable` of Node's. */
export type Stream = ReadableStream<unknown> | AsyncIterable<unknown>;

/**
 * Octets that are read from one stream or one address. More than servers take (25 to 150 MiB is usual), and what a
 * browser still holds in a `Blob` on a phone.
 */
const LIMIT = 256 * 1024 * 1024;

export function isStream(value: unknown): value is Stream {
  return (
    value instanceof ReadableStream ||
    (typeof value === "object" && value !== null && Symbol.asyncIterator in value)
  );
}

/** All that a stream gives, so that its length is known. A text in it becomes UTF-8. */
export async function readStream(
  field: string,
  stream: Stream,
  signal: AbortSignal | undefined,
): Promise<Blob> {
  const pieces: BlobPart[] = [];
  let length = 0;
  const take = new WritableStream<unknown>({
    write(piece) {
      if (!isPiece(piece))
        throw badInput(`${field} is a stream of neither bytes nor text: give one of these`);
      length += typeof piece === "string" ? piece.length : piece.byteLength;
      if (length > LIMIT) throw tooLong(field);
      pieces.push(piece);
    },
  });
  try {
    await readable(stream).pipeTo(take, signal === undefined ? {} : { signal });
  } catch (cause) {
    throw broken(field, cause, signal);
  }
  return new Blob(pieces);
}

function readable(stream: Stream): ReadableStream<unknown> {
  if (stream instanceof ReadableStream) return stream;
  const pieces = stream[Symbol.asyncIterator]();
  return new ReadableStream<unknown>({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await pieces.return?.();
    },
  });
}

function isPiece(piece: unknown): piece is string | Uint8Array<ArrayBuffer> | ArrayBuffer {
  return typeof piece === "string" || ArrayBuffer.isView(piece) || piece instanceof ArrayBuffer;
}

function tooLong(field: string): WsmtpError {
  const limit = LIMIT / (1024 * 1024);
  return badInput(
    `${field} is longer than ${limit} MiB: give a File, which is read while it is sent`,
  );
}

function broken(field: string, cause: unknown, signal: AbortSignal | undefined): WsmtpError {
  if (signal?.aborted === true) return cancelled();
  if (cause instanceof WsmtpError) return cause;
  const why = cause instanceof Error ? cause.message : String(cause);
  return badInput(`${field} could not be read to its end (${why}): attach it again`);
}
