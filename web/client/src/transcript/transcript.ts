import { WsmtpError, cancelled } from "../error/error.js";
import { TIMER_MAX } from "../runtime/timer.js";
import type { TranscriptLine } from "../runtime/wire.js";
import type { TypedTarget } from "../session/events.js";
import { signalOf } from "../session/signal.js";
import { MAX_LINES, MAX_TEXT, unreadable } from "./bounds.js";
import { readDialogue, writeDialogue } from "./dialogue.js";
import { type TranscriptRecord, readRecord } from "./record.js";

/** How a transcript is replayed. */
export interface ReplayOptions {
  /** How many times as fast as it was. Default: 1; `Infinity` is at once. */
  speed?: number | undefined;
  /** Ends it: the iteration throws `closed`. */
  signal?: AbortSignal | undefined;
}

/** What tells lines: a session or a transport. */
export type TranscriptSource = TypedTarget<{
  /** A line was said. */
  transcript: CustomEvent<TranscriptLine>;
}>;

/**
 * What was said in a session, to be kept, shown and replayed. Secrets are `***` in it.
 *
 * @example
 * ```js
 * const session = createTransport({ gateway, upstream, auth: { user, pass: password } }).connect();
 * const transcript = Transcript.record(session);
 * await session.noop();
 * await session.quit();
 * console.log(transcript.toText());
 * ```
 */
export class Transcript implements Iterable<TranscriptLine> {
  readonly #lines: TranscriptLine[];

  /** @internal Use `record` or `parse`. */
  constructor(lines: TranscriptLine[] = []) {
    this.#lines = lines;
  }

  /**
   * Keeps what a session, or a transport, says from now on, until the signal is aborted. Of more than 100,000 lines, or
   * 32 Mi characters, the oldest go.
   *
   * @example
   * ```js
   * const transport = createTransport({ gateway, upstream, auth: { user, pass: password } });
   * const transcript = Transcript.record(transport);
   * await transport.verify();
   * transport.close();
   * for (const { direction, text, meaning } of transcript) console.log(direction, text, meaning);
   * ```
   */
  static record(source: TranscriptSource, signal?: AbortSignal): Transcript {
    const transcript = new Transcript();
    const lines = transcript.#lines;
    let length = 0;
    const keep = ({ detail }: CustomEvent<TranscriptLine>): void => {
      lines.push(detail);
      length += detail.text.length;
      while (lines.length > MAX_LINES || length > MAX_TEXT)
        length -= lines.shift()?.text.length ?? 0;
    };
    source.addEventListener("transcript", keep, signal === undefined ? {} : { signal });
    return transcript;
  }

  /**
   * Reads what `toText` or `JSON.stringify` has made, whoever has had it since: what cannot be shown becomes U+FFFD.
   * Throws {@link WsmtpError} `bad-input` naming the line that is none, or is beyond the bounds: 32 Mi characters,
   * written and said, 100,000 lines, 8,192 characters in each.
   *
   * @example
   * ```js
   * const transcript = Transcript.parse("S: 220 mx.example ready\nC: QUIT\nS: 221 bye\n");
   * console.log(transcript.length);
   * ```
   */
  static parse(text: string): Transcript {
    if (text.length > MAX_TEXT) throw unreadable("all", `it is longer than ${MAX_TEXT} characters`);
    return new Transcript(/^\s*\{/.test(text) ? readRecord(json(text)) : readDialogue(text));
  }

  /** How many lines there are. */
  get length(): number {
    return this.#lines.length;
  }

  /**
   * Goes through the lines, oldest first.
   *
   * @example
   * ```js
   * for (const { direction, text } of Transcript.parse("C: NOOP\nS: 250 fine\n")) console.log(direction, text);
   * ```
   */
  [Symbol.iterator](): Iterator<TranscriptLine> {
    return this.#lines.values();
  }

  /**
   * The dialogue, `C: ` or `S: ` before each line, without times and meanings. A backslash stands for itself as `\\`.
   *
   * @example
   * ```js
   * console.log(Transcript.parse("C: NOOP\nS: 250 fine\n").toText());
   * ```
   */
  toText(): string {
    return writeDialogue(this.#lines);
  }

  /**
   * All that is known, for `JSON.stringify`.
   *
   * @example
   * ```js
   * const kept = JSON.stringify(Transcript.parse("C: NOOP\nS: 250 fine\n"));
   * console.log(Transcript.parse(kept).length);
   * ```
   */
  toJSON(): TranscriptRecord {
    return { format: "wsmtp-transcript", version: 1, lines: [...this.#lines] };
  }

  /**
   * Says the lines again, each when its time has come.
   *
   * @example
   * ```js
   * const transcript = Transcript.parse("C: NOOP\nS: 250 fine\n");
   * for await (const { direction, text } of transcript.replay({ speed: 10 })) console.log(direction, text);
   * ```
   */
  async *replay(options: ReplayOptions = {}): AsyncGenerator<TranscriptLine, void> {
    const signal = signalOf(options);
    const { speed = 1 } = options;
    if (!(speed > 0)) {
      throw new WsmtpError("bad-input", "the speed of a replay is no number above 0: correct it");
    }
    let now = this.#lines[0]?.at ?? 0;
    for (const line of [...this.#lines]) {
      if (line.at > now && speed !== Infinity) await pause((line.at - now) / speed, signal);
      if (signal?.aborted === true) throw cancelled(signal);
      now = Math.max(now, line.at);
      yield line;
    }
  }
}

/** Waits for so many milliseconds, or until the signal is aborted. */
function pause(time: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((over) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      over();
    };
    const timer = setTimeout(end, Math.min(time, TIMER_MAX));
    if (signal?.aborted === true) end();
    else signal?.addEventListener("abort", end);
  });
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable("all", "it is no JSON");
  }
}
