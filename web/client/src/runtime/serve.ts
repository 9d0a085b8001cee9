import { caught } from "../error/failure.js";
import { deferred } from "./deferred.js";
import { here } from "./here.js";
import type { Greeting, News, Order } from "./protocol.js";
import type { Engine, Runtime } from "./wire.js";

/** Serves one page's runtime from within a worker, over the port that came with its greeting. */
export async function serve({ wasm, composerWasm }: Greeting, port: MessagePort): Promise<void> {
  const served = new Served(here({ wasm, composerWasm }), (news) => port.postMessage(news));
  port.onmessage = ({ data }: MessageEvent<Order>) => served.obey(data);
  void served.over.then(() => port.close());
  served.tell({ type: "hello", lock: await signOfLife(served.over) });
}

class Served {
  readonly #runtime: Runtime;
  readonly #engines = new Map<number, Engine>();
  readonly #over = deferred<void>();
  readonly tell: (news: News) => void;

  constructor(runtime: Runtime, tell: (news: News) => void) {
    this.#runtime = runtime;
    this.tell = tell;
  }

  /** Fulfilled when the page wants nothing more. */
  get over(): Promise<void> {
    return this.#over.promise;
  }

  obey(order: Order): void {
    switch (order.type) {
      case "load":
        return void this.#answer(order.call, this.#runtime.load());
      case "measure":
        return void this.#answer(order.call, this.#runtime.measure(order.envelope, order.mail));
      case "compose":
        return void this.#answer(order.call, this.#runtime.compose(order.mail, order.sources));
      case "open":
        return this.#open(order);
      case "send":
        return this.#engine(order)?.send(order.envelope, order.mail, order.sources);
      case "command":
        return this.#engine(order)?.command(order.name, order.argument);
      case "abort":
        return this.#engine(order)?.abort();
      case "bye":
        for (const engine of this.#engines.values()) engine.abort();
        return this.#over.resolve();
    }
  }

  /** None for a session that has ended, of which the page hears as soon. */
  #engine({ session }: { session: number }): Engine | undefined {
    return this.#engines.get(session);
  }

  #open({ session, options }: Extract<Order, { type: "open" }>): void {
    const engine = this.#runtime.open(options, (event) => {
      if (event.type === "closed") this.#engines.delete(session);
      this.tell({ type: "event", session, event });
    });
    this.#engines.set(session, engine);
  }

  async #answer(call: number, value: Promise<unknown>): Promise<void> {
    try {
      this.tell({ type: "answer", call, value: await value });
    } catch (thrown) {
      const { code, message } = caught(thrown);
      this.tell({ type: "failure", call, code, message });
    }
  }
}

/**
 * Takes a lock that nobody else has, until it is over. Whoever asks for it after this gets it then, or when this worker is
 * gone, however it ended. Null where there are no locks, or none for this page.
 */
async function signOfLife(over: Promise<void>): Promise<string | null> {
  const locks = globalThis.navigator?.locks;
  if (locks === undefined) return null;
  const name = `wsmtp-worker-${crypto.randomUUID()}`;
  const held = new Promise<boolean>((answer) => {
    const taken = locks.request(name, () => {
      answer(true);
      return over;
    });
    taken.catch(() => answer(false));
  });
  return (await held) ? name : null;
}
