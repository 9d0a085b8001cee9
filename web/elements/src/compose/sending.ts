import type { ReactiveController, ReactiveControllerHost } from "lit";
import { WsmtpError } from "wsmtp";
import type { Message, OutboxEntry, SendLater } from "wsmtp";
import type { Conversation } from "../conversation.js";
import { onceGone } from "../gone.js";
import type { Postbox } from "../outbox/postbox.js";
import type { ServerElement } from "../server/server.js";
import { Postboxes } from "./postboxes.js";

/** What sends the mails of a form: the postboxes of the accounts that are chosen in it. */
export class Sending implements ReactiveController {
  /** The largest mail that the server takes, in octets; null where that is not known. */
  limit: number | null = null;
  #boxes: Postboxes | undefined;
  /** The postbox that was connected ahead. */
  #warmed: Postbox | undefined;
  /** Somebody wrote before there was a postbox to connect. */
  #waits = false;

  constructor(
    private readonly host: ReactiveControllerHost & Element,
    private readonly overhear: (conversation: Conversation) => void,
  ) {
    host.addController(this);
  }

  /** The postbox of the account that is chosen. */
  get postbox(): Postbox | undefined {
    return this.#boxes?.current;
  }

  /** Those of other accounts that may have mails. */
  get others(): readonly Postbox[] {
    return this.#boxes?.others ?? [];
  }

  hostConnected(): void {
    if (this.#boxes) return;
    this.#boxes = new Postboxes({
      changed: () => this.#look(),
      conversation: this.overhear,
    });
    // Whoever sends hears of it.
    this.#boxes.recall().catch(() => undefined);
  }

  hostDisconnected(): void {
    onceGone(this.host, () => {
      void this.#boxes?.close();
      this.#boxes = undefined;
      this.#waits = false;
    });
  }

  /** Shows the mails of the account that is set. Rejects with what is wrong with it. */
  async choose(server: ServerElement): Promise<Postbox | undefined> {
    const postbox = await this.#boxes?.choose(await server.account());
    this.#look();
    if (postbox && this.#waits) this.warm(server);
    return postbox;
  }

  /** Connects while one still writes, so that the server's bounds are known, and the mail goes out at once. */
  warm(server: ServerElement): void {
    const postbox = this.#boxes?.current;
    this.#waits = postbox === undefined;
    if (!postbox || postbox === this.#warmed || !server.isComplete) return;
    this.#warmed = postbox;
    void postbox
      .warm()
      // Sending says what is wrong.
      .catch(() => undefined)
      .then(() => this.#look());
  }

  /** Puts a mail into the outbox. Rejects where it cannot be stored or sent; leads to the setting that is wrong. */
  async send(
    server: ServerElement,
    message: Message,
    later: SendLater,
  ): Promise<OutboxEntry | undefined> {
    const postbox = await this.choose(server).catch((error: unknown) => {
      if (error instanceof WsmtpError && error.code === "bad-input") server.showMissing();
      throw error;
    });
    return postbox?.send(message, later);
  }

  #look(): void {
    this.limit = this.#boxes?.current?.size ?? null;
    this.host.requestUpdate();
  }
}
