import type { Message } from "../compose/message.js";
import { WsmtpError } from "../error/error.js";
import { type Tables, complete, done, open, storageError } from "./database.js";
import { type OutboxEntry, may, must } from "./entry.js";
import { readEntry } from "./reading.js";

/** A list that a person can still look through, and that a tab reads in a moment. */
export const MAX_ENTRIES = 1000;

/** Keys that are strings, which is all that this module writes. */
const KEYS = (): IDBKeyRange => IDBKeyRange.bound("", [], false, true);

/** What becomes of an entry: another one, nothing (`null`), or it stays as it is (`undefined`). */
export type Step = (entry: OutboxEntry) => OutboxEntry | null | undefined;

/** A mail that was taken out, or why not: it is being sent, or there is nothing to take back. */
export type Taken = { message: Message } | "sending" | "fixed";

/**
 * The mails of one outbox in IndexedDB: entries, which change, beside contents, which do not. Each
 * change is one transaction, so that of two tabs that want different things one comes first.
 */
export class Store {
  readonly #name: string;
  #opening: Promise<IDBDatabase> | null = null;
  #closed = false;
  /** How many acts need the database to stay open. */
  #needs = 0;
  /** Whether a tab with a newer version waits for this one. */
  #outdated = false;

  constructor(name: string) {
    this.#name = name;
  }

  /** Puts a mail here, both parts or none. Gives the id of a sent one that it took the place of, if it did. */
  add(entry: OutboxEntry, message: Message): Promise<string | null> {
    return this.#run("readwrite", async (tables) => {
      const { entries, contents } = tables;
      const dropped = (await done(entries.count())) >= MAX_ENTRIES ? await makeRoom(tables) : null;
      // The content first, which may be something that cannot be stored: nothing else is under way then.
      await done(contents.add(message, entry.id));
      await done(entries.add(entry, entry.id));
      return dropped;
    });
  }

  /** All entries, the oldest first. */
  list(): Promise<OutboxEntry[]> {
    return this.#run("readonly", async ({ entries }) => inOrder(await readAll(entries)));
  }

  get(id: string): Promise<OutboxEntry | null> {
    return this.#run("readonly", ({ entries }) => read(entries, id));
  }

  /** What was put here with the entry; null where it is no longer needed. */
  message(id: string): Promise<Message | null> {
    return this.#run("readonly", ({ contents }) => readContent(contents, id));
  }

  /** Changes one entry; gives what it is now, or `undefined` where nothing was changed. */
  change(id: string, step: Step): Promise<OutboxEntry | null | undefined> {
    return this.#run("readwrite", async (tables) => {
      const entry = await read(tables.entries, id);
      return entry === null ? undefined : write(tables, entry, step);
    });
  }

  /** Changes all entries in one go; gives those that are changed. */
  changeAll(step: Step): Promise<OutboxEntry[]> {
    return this.#run("readwrite", async (tables) => {
      const changed = await Promise.all(
        (await readAll(tables.entries)).map((entry) => write(tables, entry, step)),
      );
      return changed.filter((entry) => entry !== undefined && entry !== null);
    });
  }

  /** Takes a mail back that is not sent, with its content. */
  take(id: string): Promise<Taken> {
    return this.#run("readwrite", async (tables) => {
      const entry = await read(tables.entries, id);
      if (entry === null) return "fixed";
      if (entry.state === "sending") return "sending";
      const message = await readContent(tables.contents, id);
      if (message === null || !may(entry, "cancel")) return "fixed";
      await write(tables, entry, () => null);
      return { message };
    });
  }

  /** Forgets a mail that is not being sent. Throws `bad-input` where there is none of that id. */
  async remove(id: string): Promise<void> {
    const removed = await this.change(id, (entry) => {
      must(entry, "remove");
      return null;
    });
    if (removed === undefined) throw absent(id);
  }

  /** Forgets what was sent long ago: all such mails but the newest. Gives their ids. */
  forget(keep: number): Promise<string[]> {
    return this.#run("readwrite", async (tables) => {
      const sent = inOrder(await readAll(tables.entries)).filter(({ state }) => state === "sent");
      const old = sent.slice(0, Math.max(0, sent.length - keep));
      for (const entry of old) await write(tables, entry, () => null);
      return old.map(({ id }) => id);
    });
  }

  /** Acts while the database stays open, even where a tab with a newer version of this package waits for that to end. */
  async keepOpen<T>(act: () => Promise<T>): Promise<T> {
    this.#needs += 1;
    try {
      return await act();
    } finally {
      this.#needs -= 1;
      if (this.#outdated) this.#giveWay();
    }
  }

  /** What is under way is done to its end. */
  close(): void {
    this.#closed = true;
    this.#shut();
  }

  #shut(): void {
    this.#opening?.then(
      (database) => database.close(),
      () => undefined,
    );
    this.#opening = null;
  }

  #giveWay(): void {
    this.#outdated = this.#needs > 0;
    if (!this.#outdated) this.#shut();
  }

  async #run<T>(mode: IDBTransactionMode, act: (tables: Tables) => Promise<T>): Promise<T> {
    try {
      const database = await this.#open();
      // On the disk before it counts: a mail that the next power cut forgets was never stored.
      const transaction = database.transaction(["entries", "contents"], mode, {
        durability: "strict",
      });
      return await complete(transaction, act);
    } catch (cause) {
      throw storageError(cause);
    }
  }

  #open(): Promise<IDBDatabase> {
    if (this.#closed) throw closed();
    const opening = (this.#opening ??= open(this.#name, {
      outdated: () => this.#giveWay(),
      lost: () => (this.#opening = null),
    }));
    // The next call tries again.
    opening.catch(() => (this.#opening = null));
    return opening;
  }
}

/** For what is asked of an outbox after its end. */
export function closed(): WsmtpError {
  return new WsmtpError("closed", "the outbox is closed: make another one");
}

/** For an id that nothing has. */
export function absent(id: string): WsmtpError {
  return new WsmtpError(
    "bad-input",
    `the outbox has no mail ${JSON.stringify(id)}: list what it has`,
  );
}

async function read(entries: IDBObjectStore, id: string): Promise<OutboxEntry | null> {
  const value: unknown = await done(entries.get(id));
  return value === undefined ? null : readEntry(id, value);
}

async function readAll(entries: IDBObjectStore): Promise<OutboxEntry[]> {
  const [keys, values] = await Promise.all([
    done(entries.getAllKeys(KEYS(), MAX_ENTRIES)),
    done(entries.getAll(KEYS(), MAX_ENTRIES) as IDBRequest<unknown[]>),
  ]);
  return keys.map((key, index) => readEntry(String(key), values[index]));
}

function inOrder(entries: OutboxEntry[]): OutboxEntry[] {
  return entries.sort((a, b) => a.storedAt.getTime() - b.storedAt.getTime());
}

/** Forgets the oldest mail that everybody has, and gives its id. Throws `storage-full` where there is none. */
async function makeRoom(tables: Tables): Promise<string> {
  const oldest = inOrder(await readAll(tables.entries)).find(({ state }) => state === "sent");
  if (oldest === undefined) {
    throw new WsmtpError(
      "storage-full",
      `the outbox holds ${MAX_ENTRIES} mails: remove some, or wait until they are sent`,
    );
  }
  await write(tables, oldest, () => null);
  return oldest.id;
}

async function readContent(contents: IDBObjectStore, id: string): Promise<Message | null> {
  const value: unknown = await done(contents.get(id));
  return typeof value === "object" && value !== null ? (value as Message) : null;
}

/** Writes what the step makes of the entry; a mail that everybody has needs no content any more. */
async function write(
  { entries, contents }: Tables,
  entry: OutboxEntry,
  step: Step,
): Promise<OutboxEntry | null | undefined> {
  const next = step(entry);
  if (next === undefined) return next;
  await (next === null ? done(entries.delete(entry.id)) : done(entries.put(next, entry.id)));
  if (next === null || next.state === "sent") await done(contents.delete(entry.id));
  return next;
}
