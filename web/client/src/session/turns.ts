import { WsmtpError, cancelled } from "../error/error.js";
import { type Deferred, deferred } from "../runtime/deferred.js";

/** What may wait at a time; a page that is still giving more is in a loop. Each keeps its message in memory. */
export const MAX_WAITING = 10_000;

/** One that waits for its turn. */
interface Waiting {
  begin: () => Promise<void>;
  /** Listens no more whether it is aborted. */
  ignore: () => void;
  outcome: Pick<Deferred<unknown>, "reject">;
}

/** Does one thing after another, in the order in which they are asked for. */
export class Turns {
  readonly #waiting: Waiting[] = [];
  readonly #rested: () => void;
  #busy = false;

  /** Calls `rested` each time that nothing is left to do. */
  constructor(rested: () => void = () => undefined) {
    this.#rested = rested;
  }

  /** Whether nothing is under way and nothing waits. */
  get idle(): boolean {
    return !this.#busy && this.#waiting.length === 0;
  }

  /** Acts when its turn has come. One whose signal is aborted before that never does, and `act` minds the signal itself. */
  take<T>(act: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const outcome = deferred<T>();
    const withdraw = (): void => {
      const place = this.#waiting.indexOf(waiting);
      if (place >= 0) this.#waiting.splice(place, 1);
      outcome.reject(cancelled(signal));
    };
    const ignore = (): void => signal?.removeEventListener("abort", withdraw);
    const begin = async (): Promise<void> => {
      ignore();
      await act().then(outcome.resolve, outcome.reject);
    };
    const waiting: Waiting = { begin, ignore, outcome };
    if (signal?.aborted === true) outcome.reject(cancelled(signal));
    else if (this.#waiting.length >= MAX_WAITING) outcome.reject(tooMany());
    else {
      signal?.addEventListener("abort", withdraw, { once: true });
      this.#waiting.push(waiting);
      if (!this.#busy) void this.#run();
    }
    return outcome.promise;
  }

  /** Those who wait never have their turn. */
  drop(error: WsmtpError): void {
    for (const { ignore, outcome } of this.#waiting.splice(0)) {
      ignore();
      outcome.reject(error);
    }
  }

  async #run(): Promise<void> {
    this.#busy = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      await next.begin();
    }
    this.#busy = false;
    this.#rested();
  }
}

function tooMany(): WsmtpError {
  return new WsmtpError(
    "limit",
    `${MAX_WAITING} mails or commands wait already: wait for some of them first`,
  );
}
