import { WsmtpError } from "wsmtp";
import type { Draft, DraftContent, DraftSummary } from "./draft.js";
import { fromRecord, isDraftRecord, isFileRecord, summaryOf, toRecord } from "./record.js";
import type { DraftRecord } from "./record.js";
import { randomName } from "./random-name.js";

/** Drafts that are kept at once: more than anybody has use for, few enough to be listed whole. */
export const MAX_DRAFTS = 200;

/** Tells whoever shows drafts that they are others now; in every tab. */
export interface DraftStore {
  addEventListener(type: "change", listener: () => void, options?: AddEventListenerOptions): void;
}

/**
 * The drafts of one origin, in IndexedDB with their files and images. Readable to every page of the origin, as the outbox is.
 *
 * Methods reject with `storage-failed` where the browser does not keep anything, or has no room.
 */
export class DraftStore extends EventTarget {
  readonly #name: string;
  readonly #channel: BroadcastChannel;
  /** Which files are stored, and by what name. */
  readonly #stored = new WeakMap<File, string>();
  #opened: Promise<IDBDatabase> | undefined;

  /** `name` tells the drafts of different accounts or forms apart. */
  constructor(name: string) {
    super();
    this.#name = `wsmtp-drafts-${name}`;
    this.#channel = new BroadcastChannel(this.#name);
    this.#channel.addEventListener("message", () => this.dispatchEvent(new Event("change")));
  }

  /** All drafts, the newest first. */
  async list(): Promise<DraftSummary[]> {
    const records = await this.#read("drafts", (store) => store.getAll(null, MAX_DRAFTS));
    const drafts = records.filter(isDraftRecord).map(summaryOf);
    return drafts.sort((one, other) => other.changedAt.getTime() - one.changedAt.getTime());
  }

  /** How many drafts there are. */
  count(): Promise<number> {
    return this.#read("drafts", (store) => store.count());
  }

  /** One draft with its files; null where there is none of that name. */
  async read(id: string): Promise<Draft | null> {
    const record: unknown = await this.#read("drafts", (store) => store.get(id));
    if (!isDraftRecord(record)) return null;
    const stored = await this.#read("files", (store) => store.index("draft").getAll(id));
    const files = new Map(stored.filter(isFileRecord).map(({ id, file }) => [id, file]));
    for (const [name, file] of files) this.#stored.set(file, name);
    return fromRecord(record, files);
  }

  /** Keeps a draft, in place of an earlier one of that name. On the disk when it resolves. */
  async save(id: string, content: DraftContent): Promise<void> {
    const fresh = new Map<string, File>();
    const record = toRecord(id, content, (file) => this.#nameOf(file, fresh));
    await this.#write((drafts, files) => {
      put(drafts, record);
      for (const [name, file] of fresh) files.put({ id: name, draft: id, file });
      const kept = new Set([...record.files, ...record.images.map(({ file }) => file)]);
      removeFiles(files, id, kept);
    });
    for (const [name, file] of fresh) this.#stored.set(file, name);
    this.#tell();
  }

  /** Forgets a draft and its files. */
  async discard(id: string): Promise<void> {
    await this.#write((drafts, files) => {
      drafts.delete(id);
      removeFiles(files, id, new Set());
    });
    this.#tell();
  }

  /** Lets go of the database; the store is of no use then. */
  close(): void {
    this.#channel.close();
    void this.#opened?.then((database) => database.close()).catch(() => undefined);
  }

  #nameOf(file: File, fresh: Map<string, File>): string {
    const known = this.#stored.get(file);
    if (known !== undefined) return known;
    for (const [name, one] of fresh) if (one === file) return name;
    const name = randomName();
    fresh.set(name, file);
    return name;
  }

  #tell(): void {
    this.#channel.postMessage("change");
    this.dispatchEvent(new Event("change"));
  }

  async #read<T>(
    store: "drafts" | "files",
    ask: (store: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> {
    const database = await this.#open();
    return answered(ask(database.transaction(store).objectStore(store))).catch(unkept);
  }

  async #write(write: (drafts: IDBObjectStore, files: IDBObjectStore) => void): Promise<void> {
    const database = await this.#open();
    const change = database.transaction(["drafts", "files"], "readwrite", { durability: "strict" });
    const done = new Promise<void>((resolve, reject) => {
      change.addEventListener("complete", () => resolve());
      change.addEventListener("abort", () => reject(change.error));
    });
    try {
      write(change.objectStore("drafts"), change.objectStore("files"));
    } catch (error) {
      change.abort();
      await done.catch(() => unkept(error));
    }
    await done.catch(unkept);
  }

  #open(): Promise<IDBDatabase> {
    this.#opened ??= openDatabase(this.#name).catch((error: unknown) => {
      this.#opened = undefined;
      return unkept(error);
    });
    return this.#opened;
  }
}

/** A draft that is new needs room among the others. */
function put(drafts: IDBObjectStore, record: DraftRecord): void {
  const known = drafts.getKey(record.id);
  known.addEventListener("success", () => {
    if (known.result !== undefined) return void drafts.put(record);
    const count = drafts.count();
    count.addEventListener("success", () => {
      if (count.result < MAX_DRAFTS) drafts.put(record);
      else drafts.transaction.abort();
    });
  });
}

function removeFiles(files: IDBObjectStore, draft: string, kept: ReadonlySet<string>): void {
  const names = files.index("draft").getAllKeys(draft);
  names.addEventListener("success", () => {
    for (const name of names.result) if (!kept.has(String(name))) files.delete(name);
  });
}

async function openDatabase(name: string): Promise<IDBDatabase> {
  const opening = indexedDB.open(name, 1);
  opening.addEventListener("upgradeneeded", () => {
    opening.result.createObjectStore("drafts", { keyPath: "id" });
    opening.result.createObjectStore("files", { keyPath: "id" }).createIndex("draft", "draft");
  });
  return answered(opening);
}

function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}

/** An abort without an error is the one of `put`. */
function unkept(error: unknown): never {
  const why = error instanceof Error || error instanceof DOMException ? error.message : "";
  const words =
    error === null
      ? `there are ${MAX_DRAFTS} drafts already: discard some`
      : `the browser does not keep this draft (${why}): send the mail, or keep its text elsewhere`;
  throw new WsmtpError("storage-failed", words, { cause: error });
}
