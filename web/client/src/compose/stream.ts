import { WsmtpError, cancelled } from "../error/error.js";
import { reasonOf } from "../error/reason.js";
import { badInput } from "./bad-input.js";
import { Gathering } from "./gathering.js";
import { Listening } from "./silence.js";

/** Bytes or text that come in pieces, such as a `ReadableStream`, or a `Readable` of Node's. */
export type Stream = ReadableStream<unknown> | AsyncIterable<unknown>;

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
  const gathering = new Gathering(field);
  const listening = new Listening(signal);
  const take = new WritableStream<unknown>({
    write: (piece) => {
      listening.heard();
      gathering.add(piece);
    },
  });
  try {
    await readable(stream).pipeTo(take, { signal: listening.signal });
  } catch (cause) {
    throw broken(field, cause, signal);
  } finally {
    listening.end();
  }
  return gathering.end();
}

function readable(stream: Stream): ReadableStream<unknown> {
  if (stream instanceof ReadableStream) return stream;
  const pieces = stream[Symbol.asyncIterator]();
  const source: UnderlyingDefaultSource<unknown> = {
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    cancel() {
      // Not waited for: an iteration that hangs does not end.
      pieces.return?.().catch(() => undefined);
    },
  };
  // None is asked for before the one before it is taken: they may all be in the same buffer.
  return new ReadableStream(source, { highWaterMark: 0 });
}

function broken(field: string, cause: unknown, signal: AbortSignal | undefined): WsmtpError {
  if (signal?.aborted === true) return cancelled();
  if (cause instanceof WsmtpError) return cause;
  return badInput(`${field} could not be read to its end (${reasonOf(cause)}): attach it again`);
}
