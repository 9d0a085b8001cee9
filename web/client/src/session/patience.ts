/** How long is waited, in milliseconds; none where it is undefined, beside the limits of the engine. */
export interface Timeouts {
  /** Until the gateway has reached the mail server. */
  connection: number | undefined;
  /** From there until the server greets. */
  greeting: number | undefined;
  /** For a sign of life while something is under way. */
  socket: number | undefined;
}

/** What is waited for. */
export type Awaited = keyof Timeouts;

/** Waits for one thing at a time, and says when that took too long. */
export class Patience {
  readonly #limits: Timeouts;
  readonly #late: (what: Awaited, limit: number) => void;
  #what: Awaited | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(limits: Timeouts, late: (what: Awaited, limit: number) => void) {
    this.#limits = limits;
    this.#late = late;
  }

  /** Something was heard, and this is waited for now. Every sign of life counts for a socket; the others have one end. */
  wait(what: Awaited | null): void {
    if (what === this.#what && what !== "socket") return;
    clearTimeout(this.#timer);
    this.#what = what;
    const limit = what === null ? undefined : this.#limits[what];
    if (what === null || limit === undefined) return;
    this.#timer = setTimeout(() => this.#late(what, limit), limit);
  }
}
