import type { Security, Transport } from "wsmtp";
import type { Conversation } from "../conversation.js";
import { Overheard } from "../overheard.js";

/** What is said over the newest connection of a transport, which keeps it for several mails. */
export class Connections {
  readonly #overheard: Overheard;
  #security: Security | undefined;
  /** When the newest line was said, in milliseconds since its connection began; null before the first. */
  #last: number | null = null;

  constructor(tell: (conversation: Conversation) => void) {
    this.#overheard = new Overheard((said) =>
      tell({ ...said, security: this.#security, ended: this.#last === Infinity }),
    );
  }

  /** Listens until `signal` is aborted. */
  listen(transport: Transport, signal: AbortSignal): void {
    transport.addEventListener(
      "secured",
      ({ detail }) => {
        // Where TLS is there from the start, this comes before the first line.
        this.#noteTime(this.#last === Infinity ? 0 : (this.#last ?? 0));
        this.#security = transport.info?.security ?? this.#security;
        this.#overheard.secured(detail);
      },
      { signal },
    );
    transport.addEventListener(
      "transcript",
      ({ detail }) => {
        this.#security = transport.info?.security ?? this.#security;
        this.#noteTime(detail.at);
        this.#overheard.said(detail);
      },
      { signal },
    );
    transport.addEventListener("clear", () => this.#ended(), { signal });
  }

  /** Time that runs backwards is another connection's, where the one before was not left in peace. */
  #noteTime(time: number): void {
    if (this.#last !== null && time < this.#last) this.#overheard.clear();
    this.#last = time;
  }

  /** The next line is said over another one. */
  #ended(): void {
    this.#last = Infinity;
    this.#overheard.tellNow();
  }
}
