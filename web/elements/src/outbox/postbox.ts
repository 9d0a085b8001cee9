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
import type { Conversation } from "../conversation.js";
import { isLocked, nameOf, transportFor, unlocked } from "./account.js";
import type { Account, Secret } from "./account.js";
import { Connections } from "./connections.js";
import { heldFor } from "./held.js";
import { forgetAccount, rememberAccount } from "./remembered.js";
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

/** The way out, for as long as the person signs in with the same. */
interface Way {
  readonly transport: Transport;
  readonly outbox: Outbox;
  /** Ends what the postbox hears of it. */
  readonly end: AbortController;
}

/**
 * The mails of one account: those that wait, the one that goes out, and those that are sent. Of several for one account,
 * in this page or other tabs, one sends at a time, and each hears of every mail.
 */
export class Postbox extends PostboxTarget {
  /** The mail that was sent last from this page; empty before. */
  newest = "";
  #account: Account;
  #way: Way;
  #size: number | null = null;
  #closed = false;
  readonly #connections = new Connections((conversation) =>
    this.#tell("conversation", conversation),
  );

  /**
   * Opens the account's outbox, and sends what waits in it. Throws `bad-input` for an account that cannot be, and
   * `storage-failed` in a page that cannot keep mails, such as one over http.
   */
  constructor(account: Account) {
    super();
    this.#account = account;
    this.#way = this.#open(account);
    void this.#resume();
  }

  /** Where mails go, and as whom. */
  get account(): Account {
    return this.#account;
  }

  /** The same in one text, without a secret: what tells accounts apart. */
  get name(): string {
    return nameOf(this.#account);
  }

  /** Whether nothing can go out before the person gives the password. */
  get locked(): boolean {
    return isLocked(this.#account);
  }

  /** Whether this one sends no more. */
  get closed(): boolean {
    return this.#closed;
  }

  /** The largest mail that the server takes, in octets (SIZE, RFC 1870); null where that is not known. */
  get size(): number | null {
    this.#size = this.#way.transport.info?.size ?? this.#size;
    return this.#size;
  }

  /**
   * Stores a mail, which goes out when the time to undo is over; that is the person's choice, where `later` has none.
   * Rejects for a mail that cannot be sent or stored: it is not in the outbox then.
   */
  async send(message: Message, later: SendLater = {}): Promise<OutboxEntry> {
    // Before, as the page may end as soon as it is stored; and after, as another tab may have found nothing yet that waits.
    rememberAccount(this.#account);
    const entry = await this.#way.outbox.send(message, { undo: undoSeconds(), ...later });
    rememberAccount(this.#account);
    if (entry.at !== null) keepStorage();
    this.newest = entry.id;
    this.#tell("change", { id: entry.id, entry });
    return entry;
  }

  /** What was given to `send`; null once everybody has it, or where there is no such mail. */
  message(id: string): Promise<Message | null> {
    return this.#way.outbox.message(id);
  }

  /** Takes a mail back and gives its message; null where it is too late. */
  cancel(id: string): Promise<Message | null> {
    return this.#way.outbox.cancel(id);
  }

  /** Tries a mail now, or at its time; those, too, whom a server refused. */
  retry(id: string): Promise<OutboxEntry> {
    return this.#way.outbox.retry(id);
  }

  /** Sends a mail now that waits for its time. */
  sendNow(id: string): Promise<OutboxEntry> {
    return this.#way.outbox.sendNow(id);
  }

  /** Says of a mail of which nobody knows it that it has arrived. */
  markSent(id: string): Promise<OutboxEntry> {
    return this.#way.outbox.markSent(id);
  }

  /** Forgets a mail. */
  remove(id: string): Promise<void> {
    return this.#way.outbox.remove(id);
  }

  /** Tries all mails that wait for anything but their time. */
  flush(): Promise<void> {
    return this.#way.outbox.flush();
  }

  /** All mails, the oldest first. */
  list(): Promise<OutboxEntry[]> {
    return this.#way.outbox.list();
  }

  /** Signs in with what the person has given now, and lets the mails go on that were held for want of it. */
  async signIn(secret: Secret): Promise<void> {
    const account = unlocked(this.#account, secret);
    const before = this.#way;
    this.#way = this.#open(account);
    this.#account = account;
    await close(before);
    await this.#resume();
  }

  /** Opens the connection while the person still writes. Rejects where there is none, which nobody needs to catch. */
  warm(): Promise<void> {
    return this.#way.transport.warm();
  }

  /** Sends no more from this page. A mail under way is stopped if that is possible; what waits goes out next time. */
  close(): Promise<void> {
    this.#closed = true;
    return close(this.#way);
  }

  #open(account: Account): Way {
    const transport = transportFor(account);
    const outbox = createOutbox(transport, { name: nameOf(account) });
    const end = new AbortController();
    const { signal } = end;
    for (const type of ["change", "progress", "trouble"] as const) {
      outbox.addEventListener(type, ({ detail }) => this.#tell(type, detail), { signal });
    }
    outbox.addEventListener("change", ({ detail }) => void this.#forget(detail), { signal });
    this.#connections.listen(transport, signal);
    return { transport, outbox, end };
  }

  /** Whose mails are all sent need not be remembered. */
  async #forget({ entry }: OutboxChange): Promise<void> {
    if (entry !== null && entry.state !== "sent") return;
    const entries = await this.list().catch(() => null);
    if (entries?.every(({ state }) => state === "sent")) forgetAccount(this.#account);
  }

  /** Lets mails go on that were held until somebody signs in, now that somebody has. */
  async #resume(): Promise<void> {
    if (this.locked) return;
    try {
      const entries = await this.#way.outbox.list();
      const held = entries.filter((entry) => heldFor(entry) !== null);
      for (const { id } of held) await this.retry(id);
    } catch {
      // The outbox tells of trouble with the storage by itself, and the mails are still there to be tried.
    }
  }

  #tell<K extends keyof PostboxEventMap>(type: K, detail: PostboxEventMap[K]["detail"]): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

async function close({ outbox, transport, end }: Way): Promise<void> {
  await outbox.close();
  transport.close();
  end.abort();
}

/** A mail for later has to last until then. Some browsers ask the person, who sees now what it is about. */
function keepStorage(): void {
  navigator.storage.persist().catch(() => undefined);
}
