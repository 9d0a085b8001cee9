import { WsmtpError } from "../error/error.js";
import { toFailure } from "../error/failure.js";
import { reasonOf } from "../error/reason.js";
import { type Deferred, deferred } from "./deferred.js";
import type { Greeting, News, Order, WorkerWasms } from "./protocol.js";
import type { Engine, EngineEvent, EngineOptions } from "./wire.js";

/** For a worker's script to be fetched and to say hello, in milliseconds. */
const START_LIMIT = 30_000;

/** One worker, from its greeting to its end: calls and sessions, all of which end with it. */
export class WorkerLink {
  readonly #worker: Worker;
  readonly #own: boolean;
  readonly #ended: (why: WsmtpError) => void;
  readonly #port: MessagePort;
  readonly #hello = deferred<void>();
  readonly #calls = new Map<number, Deferred<unknown>>();
  readonly #sessions = new Map<number, (event: EngineEvent) => void>();
  readonly #stop = new AbortController();
  #greeted = false;
  /** Why it has ended, when it has. */
  #over: WsmtpError | null = null;
  #last = 0;

  /** Greets the worker, which ends with the link where it is the link's own; `ended` is called once. */
  constructor(worker: Worker, own: boolean, wasms: WorkerWasms, ended: (why: WsmtpError) => void) {
    this.#worker = worker;
    this.#own = own;
    this.#ended = ended;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }: MessageEvent<News>) => this.#hear(data);
    const { signal } = this.#stop;
    // What another program in a shared worker fails with is its own matter.
    const failed = ({ message }: Event & { message?: string }): void => {
      if (own || !this.#greeted) this.end(dead(message ?? "its script could not be loaded"));
    };
    worker.addEventListener("error", failed, { signal });
    const late = setTimeout(() => this.end(dead("it did not answer in 30 seconds")), START_LIMIT);
    const inTime = (): void => clearTimeout(late);
    signal.addEventListener("abort", inTime);
    this.#hello.promise.then(inTime, inTime);
    worker.postMessage({ wsmtp: 1, ...wasms } satisfies Greeting, [port2]);
  }

  /** Fulfilled when the worker has answered. */
  get ready(): Promise<void> {
    return this.#hello.promise;
  }

  /** Asks for something, and waits for the answer. */
  call(order: (call: number) => Order): Promise<unknown> {
    if (this.#over !== null) return Promise.reject(this.#over);
    const answer = deferred<unknown>();
    const call = ++this.#last;
    this.#calls.set(call, answer);
    try {
      this.#port.postMessage(order(call));
    } catch (cause) {
      this.#calls.delete(call);
      answer.reject(uncloneable(cause));
    }
    return answer.promise;
  }

  /** Begins a session in the worker. */
  open(options: EngineOptions, hear: (event: EngineEvent) => void): Engine {
    if (this.#over !== null) return noEngine(hear, this.#over);
    const session = ++this.#last;
    this.#sessions.set(session, hear);
    const say = (order: Order): void => {
      try {
        this.#port.postMessage(order);
      } catch (cause) {
        hear({ type: "refused", failure: toFailure(uncloneable(cause)) });
      }
    };
    say({ type: "open", session, options });
    return {
      send: (envelope, mail, sources) => say({ type: "send", session, envelope, mail, sources }),
      command: (name, argument) => say({ type: "command", session, name, argument }),
      abort: () => say({ type: "abort", session }),
    };
  }

  /** Ends all of it, because of this. */
  end(error: WsmtpError): void {
    if (this.#over !== null) return;
    this.#over = error;
    this.#stop.abort();
    this.#port.postMessage({ type: "bye" } satisfies Order);
    this.#port.close();
    if (this.#own) this.#worker.terminate();
    this.#ended(error);
    this.#hello.reject(error);
    for (const answer of this.#calls.values()) answer.reject(error);
    for (const hear of this.#sessions.values()) endSession(hear, error);
    this.#calls.clear();
    this.#sessions.clear();
  }

  #hear(news: News): void {
    switch (news.type) {
      case "hello":
        this.#greeted = true;
        this.#watch(news.lock);
        return this.#hello.resolve();
      case "answer":
        return this.#called(news.call)?.resolve(news.value);
      case "failure":
        return this.#called(news.call)?.reject(new WsmtpError(news.code, news.message));
      case "event": {
        const hear = this.#sessions.get(news.session);
        if (news.event.type === "closed") this.#sessions.delete(news.session);
        return hear?.(news.event);
      }
    }
  }

  #called(call: number): Deferred<unknown> | undefined {
    const answer = this.#calls.get(call);
    this.#calls.delete(call);
    return answer;
  }

  /** Waits for the lock that the worker holds as long as it lives: a worker that ends sends no event. */
  #watch(lock: string | null): void {
    if (lock === null) return;
    const { signal } = this.#stop;
    const gone = (): void => this.end(dead("it ended"));
    navigator.locks.request(lock, { signal }, gone).catch(() => undefined);
  }
}

/** A worker that cannot be used, and why. */
export function dead(why: string): WsmtpError {
  return new WsmtpError(
    "internal",
    `the worker of wsmtp cannot be used (${why}): see that the page's server delivers it, or reload the page`,
  );
}

/** A session that cannot begin, because of this. */
export function noEngine(hear: (event: EngineEvent) => void, error: WsmtpError): Engine {
  queueMicrotask(() => endSession(hear, error));
  return { send: () => undefined, command: () => undefined, abort: () => undefined };
}

/** Tells a session that it is over. */
function endSession(hear: (event: EngineEvent) => void, error: WsmtpError): void {
  hear({ type: "failed", failure: toFailure(error) });
  hear({ type: "closed" });
}

function uncloneable(cause: unknown): WsmtpError {
  return new WsmtpError(
    "bad-input",
    `the mail cannot be given to a worker (${reasonOf(cause)}): check its attachments`,
  );
}
