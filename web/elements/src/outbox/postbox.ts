import { createOutbox } from "wsmtp";
import type {
  Message,
  Outbox,
  OutboxChange,
  OutboxEntry,
  OutboxProgress,
  SendLater,
  Transport,
  TypedTarget,
  WsmtpError,
} from "wsmtp";
import { Overheard } from "../compose/overheard.js";
import type { Conversation } from "../conversation.js";
import { nameOf, transportFor } from "./account.js";
import type { Account } from "./account.js";
import { undoSeconds } from "./undo.js";

/** The events of a {@link Postbox}. */
export interface PostboxEventMap {
  /** A mail is new, has changed, or is gone; in whichever tab. */
  change: CustomEvent<OutboxChange>;
  /** The mail server has taken more of a mail. */
  progress: CustomEvent<OutboxProgress>;
  /** What was said so far over the connection of this tab, each time that more is said. */
  conversation: CustomEvent<Conversation>;
  /** The browser's storage does not do as it should. */
  trouble: CustomEvent<WsmtpError>;
}

interface PostboxTarget extends TypedTarget<PostboxEventMap> {}
const PostboxTarget = EventTarget as new () => PostboxTarget;

/** The mails of one account: those that wait, the one that goes out, and those that are sent. */
export class Postbox extends PostboxTarget {
  readonly account: Account;
  /** The mail that was sent last from this page; empty before. */
  newest = "";
  readonly #transport: Transport;
  readonly #outbox: Outbox;
  readonly #overheard = new Overheard((conversation) => this.#tell("conversation", conversation));

  /** Throws `bad-input` for an account that cannot be, and `storage-failed` in a page that cannot keep mails. */
  constructor(account: Account) {
    super();
    this.account = account;
    this.#transport = transportFor(account);
    this.#outbox = createOutbox(this.#transport, { name: nameOf(account), persist: true });
    this.#listen();
  }

  /** The largest mail that the server takes, in octets; null where that is not known. */
  get size(): number | null {
    return null;
  }

  /**
   * Stores a mail, which goes out when the time to undo is over; that is the person's choice, where `later` has none.
   * Rejects for a mail that cannot be sent or stored: there is nothing in the outbox then.
   */
  async send(message: Message, later: SendLater = {}): Promise<OutboxEntry> {
    const entry = await this.#outbox.send(message, { undo: undoSeconds(), ...later });
    this.newest = entry.id;
    this.#tell("change", { id: entry.id, entry });
    return entry;
  }

  /** Takes a mail back and gives its message; null where it is too late. */
  cancel(id: string): Promise<Message | null> {
    return this.#outbox.cancel(id);
  }

  /** Tries a mail now, or at its time. */
  retry(id: string): Promise<OutboxEntry> {
    return this.#outbox.retry(id);
  }

  /** Says of a mail of which nobody knows it that it has arrived. */
  markSent(id: string): Promise<OutboxEntry> {
    return this.#outbox.markSent(id);
  }

  /** Forgets a mail. */
  remove(id: string): Promise<void> {
    return this.#outbox.remove(id);
  }

  /** Tries all mails that wait for anything but their time. */
  flush(): Promise<void> {
    return this.#outbox.flush();
  }

  /** All mails, the oldest first. */
  list(): Promise<OutboxEntry[]> {
    return this.#outbox.list();
  }

  /** Opens the connection while the person still writes. Rejects where there is none, which nobody needs to catch. */
  warm(): Promise<void> {
    return this.#transport.warm();
  }

  /** Sends no more from this page. What waits goes out next time. */
  async close(): Promise<void> {
    await this.#outbox.close();
    this.#transport.close();
  }

  #listen(): void {
    for (const type of ["change", "progress", "trouble"] as const) {
      this.#outbox.addEventListener(type, ({ detail }) => this.#tell(type, detail));
    }
    this.#transport.addEventListener("transcript", ({ detail }) => this.#overheard.said(detail));
    this.#transport.addEventListener("secured", ({ detail }) => this.#overheard.secured(detail));
    this.#transport.addEventListener("clear", () => this.#overheard.tellNow());
  }

  #tell<K extends keyof PostboxEventMap>(type: K, detail: PostboxEventMap[K]["detail"]): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
