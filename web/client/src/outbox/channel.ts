import type { OutboxChange, OutboxProgress } from "./events.js";

/** What the tabs of one outbox tell each other. */
export type Tidings =
  | { kind: "change"; change: OutboxChange }
  | { kind: "progress"; progress: OutboxProgress }
  /** To the tab that sends: stop this mail, if it can still be taken back. */
  | { kind: "stop"; id: string };

/** The other tabs with the same outbox. */
export class Tabs {
  readonly #channel: BroadcastChannel;
  #closed = false;

  constructor(name: string, hear: (tidings: Tidings) => void) {
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = ({ data }) => hear(data as Tidings);
  }

  /** Tells the others; after the end, nobody. */
  tell(tidings: Tidings): void {
    if (!this.#closed) this.#channel.postMessage(tidings);
  }

  close(): void {
    this.#closed = true;
    this.#channel.close();
  }
}
