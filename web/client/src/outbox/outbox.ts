import type { Message } from "../compose/message.js";
import { WsmtpError } from "../error/error.js";
import { caught } from "../error/failure.js";
import type { Transport } from "../transport/transport.js";
import { Tabs, type Tidings } from "./channel.js";
import { checkOptions } from "./check.js";
import { newMail } from "./content.js";
import { type OutboxEntry, flush, markSent, may, must, retry, sendNow } from "./entry.js";
import { type OutboxEventMap, OutboxTarget } from "./events.js";
import { alone } from "./lock.js";
import type { OutboxOptions, SendLater } from "./options.js";
import { scheduleOf } from "./schedule.js";
import { Sender } from "./sender.js";
import { type Step, Store, absent, closed } from "./store.js";
import type { Way } from "./way.js";

/** Sent mails that a person may want to look at; they have no content any more. */
const KEEP_SENT = 100;

/**
 * Mails that wait in the page's IndexedDB and go out when they can. Passwords and tokens stay in the
 * transport; the mails lie in the person's browser profile, readable to every page of this origin.
 *
 * @example
 * ```js browser
 * const transport = createTransport({ gateway, upstream, auth: { user, pass: password } });
 * const outbox = createOutbox(transport);
 * const sent = new Promise((resolve) => outbox.addEventListener("sent", resolve));
 * await outbox.send({ from: user, to: "ada@sandbox.test", subject: "Hello", text: "hello" });
 * const { detail } = await sent;
 * console.log(detail.recipients, detail.response);
 * await outbox.close();
 * transport.close();
 * ```
 */
export class Outbox extends OutboxTarget {
  /** Whether the browser has promised to keep this site's data; false where it was not asked. */
  readonly persisted: Promise<boolean>;
  readonly #way: Way;
  readonly #store: Store;
  readonly #sender: Sender;
  readonly #tabs: Tabs;
  readonly #keepSent: number;
  readonly #end = new AbortController();
  readonly #over: Promise<void>;

  /** @internal Use {@link createOutbox}. */
  constructor(transport: Transport, options: OutboxOptions = {}) {
    super();
    checkOptions(options);
    const name = `wsmtp-outbox-${options.name ?? "default"}`;
    this.#way = transport;
    this.#keepSent = options.keepSent ?? KEEP_SENT;
    this.persisted = options.persist === true ? persist() : Promise.resolve(false);
    this.#store = new Store(name);
    this.#tabs = new Tabs(name, (tidings) => this.#hear(tidings));
    this.#sender = new Sender(transport, this.#store, scheduleOf(options.schedule), {
      changed: (id, entry) => this.#changed(id, entry),
      progress: (id, progress) => this.#say({ kind: "progress", progress: { id, ...progress } }),
      trouble: (cause) => this.#trouble(cause),
    });
    const { signal } = this.#end;
    this.#over = alone(
      name,
      signal,
      (others) => this.#sender.run(signal, others),
      (cause) => this.#trouble(cause),
    );
  }

  /**
   * Stores a mail; resolves when it is safe on the disk, long before it is sent. Throws `bad-input` for a mail that
   * cannot be sent, and `storage-full` where there is no room: nothing is stored then.
   *
   * @example
   * ```js browser
   * const transport = createTransport({ gateway, upstream, auth: { user, pass: password } });
   * const outbox = createOutbox(transport);
   * const tomorrow = new Date(Date.now() + 24 * 3600 * 1000);
   * const { id, next } = await outbox.send(
   *   { from: user, to: "ada@sandbox.test", subject: "Hello", text: "hello" },
   *   { at: tomorrow, undo: 10 },
   * );
   * console.log(id, next);
   * await outbox.close();
   * transport.close();
   * ```
   */
  async send(message: Message, later: SendLater = {}): Promise<OutboxEntry> {
    const { entry, content } = await newMail(this.#way, message, later, new Date());
    const dropped = await this.#store.add(entry, content);
    if (dropped !== null) this.#changed(dropped, null);
    this.#changed(entry.id, entry);
    return entry;
  }

  /**
   * All mails, the oldest first; at most 1000.
   *
   * @example
   * ```js browser
   * const transport = createTransport({ gateway, upstream, auth: { user, pass: password } });
   * const outbox = createOutbox(transport);
   * for (const { subject, state, recipients } of await outbox.list()) {
   *   console.log(subject, state, recipients);
   * }
   * await outbox.close();
   * transport.close();
   * ```
   */
  list(): Promise<OutboxEntry[]> {
    return this.#store.list();
  }

  /**
   * One mail; null where there is none of that id.
   *
   * @example
   * ```js browser
   * const transport = createTransport({ gateway, upstream, auth: { user, pass: password } });
   * const outbox = createOutbox(transport);
   * const { id } = await outbox.send({ from: user, to: "ada@sandbox.test", subject: "Hello", text: "hello" }, { undo: 10 });
   * const entry = await outbox.get(id);
   * console.log(entry?.state, entry?.next);
   * await outbox.close();
   * transport.close();
   * ```
   */
  get(id: string): Promise<OutboxEntry | null> {
    return this.#store.get(id);
  }

  /**
   * What was given to `send`, its streams as blobs; null once everybody has it, or where there is none of that id.
   *
   * @example
   * ```js browser
   * const transport = createTransport({ gateway, upstream, auth: { user, pass: password } });
   * const outbox = createOutbox(transport);
   * const { id } = await outbox.send({ from: user, to: "ada@sandbox.test", subject: "Hello", text: "hello" }, { undo: 10 });
   * console.log((await outbox.message(id))?.text);
   * await outbox.close();
   * transport.close();
   * ```
   */
  message(id: string): Promise<Message | null> {
    return this.#store.message(id);
  }

  /**
   * Tries a mail now, or at its time where that is still to come, for all who do not have it: also those whom a server
   * refused. Pauses and attempts are counted anew. For one that is `unknown` this may deliver it twice.
   *
   * @example
   * ```js browser
   * const transport = createTransport({ gateway, upstream, auth: { user, pass: password } });
   * const outbox = createOutbox(transport);
   * for (const { id, state } of await outbox.list()) {
   *   if (state === "held" || state === "failed") await outbox.retry(id);
   * }
   * await outbox.close();
   * transport.close();
   * ```
   */
  retry(id: string): Promise<OutboxEntry> {
    return this.#ask(id, (entry) => {
      must(entry, "retry");
      return retry(entry, new Date());
    });
  }

  /**
   * Sends a mail now that waits for its time: the end of its `undo`, or what was given as `at`, which it gives up.
   *
   * @example
   * ```js browser
   * const transport = createTransport({ gateway, upstream, auth: { user, pass: password } });
   * const outbox = createOutbox(transport);
   * const at = new Date(Date.now() + 24 * 3600 * 1000);
   * const mail = { from: user, to: "ada@sandbox.test", subject: "Hello", text: "hello" };
   * const { id } = await outbox.send(mail, { at, here: true });
   * console.log((await outbox.sendNow(id)).at);
   * await outbox.close();
   * transport.close();
   * ```
   */
  sendNow(id: string): Promise<OutboxEntry> {
    return this.#ask(id, (entry) => {
      must(entry, "sendNow");
      return sendNow(entry, new Date());
    });
  }

  /**
   * Says of a mail that is `unknown` that it has arrived.
   *
   * @example
   * ```js browser
   * const transport = createTransport({ gateway, upstream, auth: { user, pass: password } });
   * const outbox = createOutbox(transport);
   * for (const { id, state } of await outbox.list()) {
   *   if (state === "unknown") await outbox.markSent(id);
   * }
   * await outbox.close();
   * transport.close();
   * ```
   */
  markSent(id: string): Promise<OutboxEntry> {
    return this.#ask(id, (entry) => {
      must(entry, "markSent");
      return markSent(entry, new Date());
    });
  }

  /**
   * Takes a mail back, and gives its message: to be changed and sent anew, for instance. One that is being sent is
   * stopped if that is still possible. Gives null where it is not, or the mail is sent or `unknown` already, of which its
   * entry tells, or is not here any more. Who has it already, of several recipients, keeps it.
   *
   * @example
   * ```js browser
   * const transport = createTransport({ gateway, upstream, auth: { user, pass: password } });
   * const outbox = createOutbox(transport);
   * const { id } = await outbox.send({ from: user, to: "ada@sandbox.test", subject: "Hello", text: "hello" }, { undo: 10 });
   * const message = await outbox.cancel(id);
   * if (message !== null) await outbox.send({ ...message, subject: "Hello again" });
   * await outbox.close();
   * transport.close();
   * ```
   */
  async cancel(id: string): Promise<Message | null> {
    // At once, where it is this tab that sends: the mail goes on while the storage is asked.
    this.#sender.stop(id);
    for (;;) {
      const taken = await this.#store.take(id);
      if (taken === "fixed") return null;
      if (taken !== "sending") {
        this.#changed(id, null);
        return taken.message;
      }
      await this.#stopped(id);
    }
  }

  /**
   * Forgets a mail, whether it was sent or not. One that is being sent has to be cancelled first.
   *
   * @example
   * ```js browser
   * const transport = createTransport({ gateway, upstream, auth: { user, pass: password } });
   * const outbox = createOutbox(transport);
   * for (const { id, state } of await outbox.list()) {
   *   if (state === "sent") await outbox.remove(id);
   * }
   * await outbox.close();
   * transport.close();
   * ```
   */
  async remove(id: string): Promise<void> {
    await this.#store.remove(id);
    this.#changed(id, null);
  }

  /**
   * Tries all mails now that wait for the network or a server, or are held, for those recipients who wait; those with a
   * time to come wait for it. What was refused stays so, and attempts go on being counted.
   *
   * @example
   * ```js browser
   * const transport = createTransport({ gateway, upstream, auth: { user, pass: password } });
   * const outbox = createOutbox(transport);
   * await outbox.flush();
   * await outbox.close();
   * transport.close();
   * ```
   */
  async flush(): Promise<void> {
    const now = new Date();
    const changed = await this.#store.changeAll((entry) => {
      const itsTime = entry.state === "waiting" && entry.waitsFor === "time";
      return may(entry, "flush") && !itsTime ? flush(entry, now) : undefined;
    });
    for (const entry of changed) this.#changed(entry.id, entry);
  }

  /**
   * Sends no more from this tab. A mail under way is stopped if that is possible, and goes out next time.
   *
   * @example
   * ```js browser
   * const transport = createTransport({ gateway, upstream, auth: { user, pass: password } });
   * const outbox = createOutbox(transport);
   * console.log(await outbox.list());
   * await outbox.close();
   * transport.close();
   * ```
   */
  async close(): Promise<void> {
    this.#end.abort();
    await this.#over;
    this.#store.close();
    this.#tabs.close();
  }

  async #ask(id: string, step: Step): Promise<OutboxEntry> {
    const entry = await this.#store.change(id, step);
    if (entry == null) throw absent(id);
    this.#changed(id, entry);
    return entry;
  }

  /** Asks the tab that sends to stop a mail, and waits until it is no longer being sent. */
  async #stopped(id: string): Promise<void> {
    const heard = new AbortController();
    const changed = new Promise<void>((resolve) => {
      this.#end.signal.addEventListener("abort", () => resolve(), { signal: heard.signal });
      this.addEventListener(
        "change",
        ({ detail }) => {
          if (detail.id === id && detail.entry?.state !== "sending") resolve();
        },
        { signal: heard.signal },
      );
    });
    try {
      // Listening comes first, or a change between the two would go unheard.
      const entry = await this.#store.get(id);
      if (entry?.state !== "sending") return;
      this.#sender.stop(id);
      this.#tabs.tell({ kind: "stop", id });
      if (!this.#end.signal.aborted) await changed;
      if (this.#end.signal.aborted) throw closed();
    } finally {
      heard.abort();
    }
  }

  /** A mail has changed by this tab's doing. */
  #changed(id: string, entry: OutboxEntry | null): void {
    this.#say({ kind: "change", change: { id, entry } });
    if (entry?.state === "sent") this.#forget().catch((cause: unknown) => this.#trouble(cause));
  }

  /** Forgets what was sent long ago. */
  async #forget(): Promise<void> {
    for (const id of await this.#store.forget(this.#keepSent)) this.#changed(id, null);
  }

  /** Tells this page and the other tabs. */
  #say(tidings: Tidings): void {
    this.#tabs.tell(tidings);
    this.#hear(tidings);
  }

  #hear(tidings: Tidings): void {
    switch (tidings.kind) {
      case "change": {
        const { entry } = tidings.change;
        this.#dispatch("change", tidings.change);
        if (entry !== null && isNews(entry.state)) this.#dispatch(entry.state, entry);
        return this.#sender.wake();
      }
      case "progress":
        return this.#dispatch("progress", tidings.progress);
      case "stop":
        return this.#sender.stop(tidings.id);
    }
  }

  #trouble(cause: unknown): void {
    this.#dispatch("trouble", caught(cause));
  }

  #dispatch<K extends keyof OutboxEventMap>(type: K, detail: OutboxEventMap[K]["detail"]): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** A browser that has no storage to promise says so by an error. */
function persist(): Promise<boolean> {
  return navigator.storage.persist().catch(() => false);
}

type News = "sent" | "failed" | "held" | "unknown";

function isNews(state: OutboxEntry["state"]): state is News {
  return state !== "waiting" && state !== "sending";
}

/**
 * An outbox that sends by this transport. Throws `bad-input` for options that are unknown or of the wrong kind, and
 * `storage-failed` where there is no IndexedDB or no Web Locks, as in Node.js
 * or a page that is not served over https.
 *
 * @example
 * ```js browser
 * const transport = createTransport({ gateway, upstream, auth: { user, pass: password } });
 * const outbox = createOutbox(transport);
 * outbox.addEventListener("change", ({ detail }) => console.log(detail.entry?.state));
 * await outbox.send({ from: user, to: "ada@sandbox.test", subject: "Hello", text: "hello" });
 * await outbox.close();
 * transport.close();
 * ```
 */
export function createOutbox(transport: Transport, options: OutboxOptions = {}): Outbox {
  const here = globalThis as Partial<typeof globalThis>;
  if (here.indexedDB === undefined || here.navigator?.locks === undefined) {
    throw new WsmtpError(
      "storage-failed",
      "an outbox needs IndexedDB and Web Locks, which are not here: make it in a page that is served over https",
    );
  }
  return new Outbox(transport, options);
}
