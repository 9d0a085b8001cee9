import type { Security } from "wsmtp";
import type { Connection } from "../pkg/wsmtp_practice.js";

/** What happens in a connection, as the wasm tells it. */
export type Told =
  | { type: "line"; direction: "C" | "S"; text: string; at: number }
  | {
      type: "delivered";
      from: string;
      to: string[];
      security: Security;
      content: Uint8Array<ArrayBuffer>;
    };

/** What the wasm asks for: a message to the page, an event to tell of, or the code to close with. */
type Action = string | Uint8Array<ArrayBuffer> | Told | number;

/** Gives a new connection, and hears what happens in it. */
export type Dial = () => { connection: Connection; hear: (told: Told) => void };

/**
 * Octets that were said and the page has not heard, before no more are asked for: as much as a gateway lets be under way
 * (`window` in crates/tunnel/README.md).
 */
const WINDOW = 256 * 1024;

/**
 * What a page takes for its WebSocket: the other end is a gateway and a server in this very thread. It has what `wsmtp`
 * uses of a WebSocket, and no more.
 */
export class PracticeSocket {
  binaryType: BinaryType = "arraybuffer";
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;
  readonly #hear: (told: Told) => void;
  readonly #start = performance.now();
  #connection: Connection | null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What is to be told, in order; each has a timer, so it is as long as what the wasm says in one go. */
  readonly #untold: (() => void)[] = [];
  /** Octets on the way to the page. */
  #unheard = 0;

  constructor(dial: Dial) {
    const { connection, hear } = dial();
    this.#connection = connection;
    this.#hear = hear;
    this.#tell(() => this.#connection !== null && this.onopen?.(new Event("open")));
  }

  /** What is sent behind the end goes nowhere. */
  send(message: string | Uint8Array): void {
    const now = performance.now() - this.#start;
    if (typeof message === "string") this.#connection?.text(now, message);
    else this.#connection?.binary(now, message);
    this.#obey();
  }

  close(code = 1000): void {
    this.#end(code);
  }

  #obey(): void {
    while (this.#unheard < WINDOW) {
      const action = this.#connection?.next() as Action | undefined;
      if (action === undefined) return this.#wait();
      if (typeof action === "number") return this.#end(action);
      if (typeof action === "string") this.#say(action);
      else if (action instanceof Uint8Array) this.#say(action.buffer);
      else this.#hear(action);
    }
  }

  #wait(): void {
    clearTimeout(this.#timer);
    const until = this.#connection?.until();
    if (until === undefined) return;
    const tick = (): void => {
      this.#connection?.tick(performance.now() - this.#start);
      this.#obey();
    };
    this.#timer = setTimeout(tick, Math.max(0, this.#start + until - performance.now()) + 1);
  }

  #say(data: string | ArrayBuffer): void {
    const size = typeof data === "string" ? data.length : data.byteLength;
    this.#unheard += size;
    this.#tell(() => {
      const full = this.#unheard >= WINDOW;
      this.#unheard -= size;
      // Before the page answers to what it hears: the server has gone on meanwhile.
      if (full) this.#obey();
      this.onmessage?.(new MessageEvent("message", { data }));
    });
  }

  /**
   * As a browser does: never before what was called has returned, and in order. Timers alone do not keep it: those that
   * timers set wait 4 ms, and others not at all.
   */
  #tell(tell: () => void): void {
    this.#untold.push(tell);
    setTimeout(() => this.#untold.shift()?.());
  }

  #end(code: number): void {
    if (this.#connection === null) return;
    clearTimeout(this.#timer);
    this.#connection.free();
    this.#connection = null;
    this.#tell(() => this.onclose?.(closed(code)));
  }
}

/** Node.js 20 has no `CloseEvent`. */
function closed(code: number): CloseEvent {
  return Object.assign(new Event("close"), { code, reason: "", wasClean: true });
}
