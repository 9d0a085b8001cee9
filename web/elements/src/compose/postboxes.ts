import { WsmtpError } from "wsmtp";
import type { TokenSource } from "wsmtp";
import type { Conversation } from "../conversation.js";
import type { Account } from "../outbox/account.js";
import type { Postbox } from "../outbox/postbox.js";

/**
 * Accounts that one page sends by: each keeps an outbox and perhaps a connection. Beyond, those used longest ago are closed in which
 * nothing is left to be done.
 */
const ENOUGH = 8;

/** No more than this: as many as are remembered over visits. What waits in those that are closed goes out on a later visit. */
const MOST = 20;

/** What is heard of the postboxes. */
interface Listener {
  /** There are others, or something is known of the current one that was not. */
  readonly changed: () => void;
  /** Of the current one. */
  readonly conversation: (conversation: Conversation) => void;
}

/**
 * The postboxes of the accounts that were used on this page, or left mails before; those of each go out, whichever is chosen now. What
 * they are made of is loaded when the first is opened.
 */
export class Postboxes {
  #all: readonly Postbox[] = [];
  #current: Postbox | undefined;
  #closed = false;
  /** Whether those of earlier visits are open. */
  #recalled = false;
  /** One choice after another. */
  #choosing: Promise<unknown> = Promise.resolve();

  constructor(private readonly listener: Listener) {}

  /** The one of the account that was chosen last. */
  get current(): Postbox | undefined {
    return this.#current;
  }

  /** Those of other accounts. */
  get others(): readonly Postbox[] {
    return this.#all.filter((postbox) => postbox !== this.#current);
  }

  /** Opens those of earlier visits in which something is left to be done. Rejects where what they are made of cannot be loaded. */
  recall(): Promise<void> {
    return this.#inTurn(async () => {
      const { recall } = await outgoing();
      const left = await recall(this.#all.map(({ name }) => name));
      this.#recalled = true;
      if (this.#closed) return void (await Promise.all(left.map((postbox) => postbox.close())));
      for (const postbox of left) this.#listen(postbox);
      this.#all = [...this.#all, ...left];
      await this.#trim();
      this.listener.changed();
    });
  }

  /**
   * The postbox of an account; one of the same account with another password is replaced. Undefined where all are closed. Rejects
   * with what is wrong with it. Where those of earlier visits could not be opened, it is tried again behind.
   */
  choose(account: Account): Promise<Postbox | undefined> {
    return this.#inTurn(async () => {
      const { nameOf } = await outgoing();
      if (this.#closed) return undefined;
      const name = nameOf(account);
      const known = this.#all.find((one) => one.name === name && isSame(one.account, account));
      this.#put(known ?? (await this.#open(account)));
      await this.#trim();
      // What failed then is loaded now. Whoever sends hears of it.
      if (!this.#recalled) this.recall().catch(() => undefined);
      return this.#current;
    });
  }

  /** Ends them all; mails that wait go out when the page is open again. */
  async close(): Promise<void> {
    this.#closed = true;
    const all = this.#all;
    this.#all = [];
    this.#current = undefined;
    await Promise.all(all.map((postbox) => postbox.close()));
  }

  async #open(account: Account): Promise<Postbox> {
    const { Postbox } = await outgoing();
    const postbox = new Postbox(account);
    const earlier = this.#all.find(({ name }) => name === postbox.name);
    postbox.newest = earlier?.newest ?? "";
    this.#listen(postbox);
    this.#all = [postbox, ...this.#all.filter((other) => other !== earlier)];
    await earlier?.close();
    return postbox;
  }

  /** Closes those that are too many, the one used longest ago first. */
  async #trim(): Promise<void> {
    for (const postbox of this.#all.slice(ENOUGH).reverse()) {
      if (postbox === this.#current) continue;
      if (this.#all.length > MOST || (await isDone(postbox))) await this.#end(postbox);
    }
  }

  async #end(postbox: Postbox): Promise<void> {
    this.#all = this.#all.filter((other) => other !== postbox);
    await postbox.close();
  }

  #put(postbox: Postbox): void {
    if (this.#closed) return;
    this.#current = postbox;
    this.#all = [postbox, ...this.#all.filter((other) => other !== postbox)];
    this.listener.changed();
  }

  #listen(postbox: Postbox): void {
    postbox.addEventListener("change", () => this.listener.changed());
    postbox.addEventListener("conversation", ({ detail }) => {
      if (postbox === this.#current) this.listener.conversation(detail);
    });
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#choosing.then(act);
    this.#choosing = done.catch(() => undefined);
    return done;
  }
}

/** What postboxes are made of. */
function outgoing(): Promise<typeof import("../outbox/outgoing.js")> {
  return import("../outbox/outgoing.js").catch((cause: unknown) => {
    throw new WsmtpError(
      "internal",
      "what sends mails could not be loaded: see that you are online, and load this page again; the mail is kept as a draft",
      { cause },
    );
  });
}

/** Whether nothing is left to be done in it, as far as can be read. */
async function isDone(postbox: Postbox): Promise<boolean> {
  const entries = await postbox.list().catch(() => []);
  return entries.every(({ state }) => state === "sent");
}

/** Whether mails of two accounts of one name go by the same way; who gives no password or token now has perhaps given it to the outbox. */
function isSame(one: Account, other: Account): boolean {
  if (one.place.kind === "page" && other.place.kind === "page") {
    return one.place.webSocket === other.place.webSocket;
  }
  const isSameToken = ["", tokenOf(one)].includes(tokenOf(other));
  return isSameToken && ["", one.password].includes(other.password);
}

function tokenOf({ place }: Account): TokenSource {
  return place.kind === "page" ? "" : place.token;
}
