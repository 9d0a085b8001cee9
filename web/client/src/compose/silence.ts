/**
 * For how long a stream or a site may give nothing, in milliseconds: that one is not slow but gone, and all later mails
 * wait behind it.
 */
const LIMIT = 60_000;

/** Listens to something that comes in pieces, until it is silent for too long or nobody wants it any more. */
export class Listening {
  readonly #stop = new AbortController();
  readonly #over = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Begins to listen; `signal` says that nobody wants it. */
  constructor(signal: AbortSignal | undefined) {
    const stopped = (): void => this.#stop.abort(signal?.reason);
    if (signal?.aborted === true) stopped();
    signal?.addEventListener("abort", stopped, { signal: this.#over.signal });
    this.heard();
  }

  /** Aborted where what is listened to is to be let go. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Something came. */
  heard(): void {
    clearTimeout(this.#timer);
    const silent = new Error("nothing came for 60 seconds");
    this.#timer = setTimeout(() => this.#stop.abort(silent), LIMIT);
  }

  /** It is over. */
  end(): void {
    clearTimeout(this.#timer);
    this.#over.abort();
  }
}
