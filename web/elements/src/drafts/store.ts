import { WsmtpError } from "wsmtp";
import { DraftDatabase } from "./database.js";
import type { Tables } from "./database.js";
import type { Draft, DraftContent, DraftSummary } from "./draft.js";
import {
  fromRecord,
  isDraftRecord,
  isFileRecord,
  summaryOf,
  toRecord,
  withFiles,
} from "./record.js";
import type { DraftRecord } from "./record.js";
import { randomName } from "./random-name.js";

/** Drafts that are kept at once: more than anybody has use for, few enough to be listed whole. */
export const MAX_DRAFTS = 200;

/** Files by their names. */
type Files = ReadonlyMap<string, File>;

/** Tells whoever shows drafts that they are others now; in every tab. */
export interface DraftStore {
  addEventListener(type: "change", listener: () => void, options?: AddEventListenerOptions): void;
}

/**
 * The drafts of one origin, in IndexedDB with their files and images. Readable to every page of the origin, as the outbox is.
 *
 * Methods reject with `storage-failed` where the browser does not keep anything, and with `storage-full` where it has no room.
 */
export class DraftStore extends EventTarget {
  readonly #database: DraftDatabase;
  readonly #channel: BroadcastChannel;
  /** By what name files lie with which draft, or did. */
  readonly #names = new WeakMap<File, { readonly draft: string; readonly name: string }>();

  /** `name` tells the drafts of different accounts or forms apart. */
  constructor(name: string) {
    super();
    this.#database = new DraftDatabase(`wsmtp-drafts-${name}`);
    this.#channel = new BroadcastChannel(`wsmtp-drafts-${name}`);
    this.#channel.addEventListener("message", () => this.dispatchEvent(new Event("change")));
  }

  /** All drafts, the newest first. */
  async list(): Promise<DraftSummary[]> {
    const records = await this.#database.read("drafts", (store) => store.getAll(null, MAX_DRAFTS));
    const drafts = records.filter(isDraftRecord).map(summaryOf);
    return drafts.sort((one, other) => other.changedAt.getTime() - one.changedAt.getTime());
  }

  /** How many drafts there are. */
  count(): Promise<number> {
    return this.#database.read("drafts", (store) => store.count());
  }

  /** One draft with its files; null where there is none of that name. */
  async read(id: string): Promise<Draft | null> {
    const record: unknown = await this.#database.read("drafts", (store) => store.get(id));
    if (!isDraftRecord(record)) return null;
    const stored = await this.#database.read("files", (store) => store.index("draft").getAll(id));
    const files = new Map(stored.filter(isFileRecord).map(({ id, file }) => [id, file]));
    for (const [name, file] of files) this.#names.set(file, { draft: id, name });
    return fromRecord(record, files);
  }

  /**
   * Keeps a draft, in place of an earlier one of that name. On the disk when it resolves. Where there is no room for its files,
   * its text is kept, with those files that were before, and this rejects with `storage-full`.
   */
  async save(id: string, content: DraftContent): Promise<void> {
    const files = new Map<string, File>();
    const record = toRecord(id, content, (file) => this.#nameOf(id, file, files));
    try {
      await this.#database.write((tables) => put(tables, record, files));
    } catch (error) {
      if (!isFull(error) || files.size === 0) throw error;
      await this.#saveText(record, files);
    }
    this.#tell();
  }

  /** Forgets a draft and its files. */
  async discard(id: string): Promise<void> {
    await this.#database.write(({ drafts, files }) => {
      drafts.delete(id);
      putFiles(files, id, new Map());
    });
    this.#tell();
  }

  /** Lets go of the database; the store is of no use then. */
  close(): void {
    this.#channel.close();
    this.#database.close();
  }

  async #saveText(record: DraftRecord, files: Files): Promise<never> {
    const stored = await this.#namesWith(record.id);
    const kept = new Map([...files].filter(([name]) => stored.has(name)));
    await this.#database.write((tables) => put(tables, withFiles(record, stored), kept));
    this.#tell();
    throw new WsmtpError(
      "storage-full",
      "the browser has no room for the files of this draft, of which the text is kept: send the mail, or take files out",
    );
  }

  /** The names of the files that lie with a draft. */
  async #namesWith(id: string): Promise<ReadonlySet<string>> {
    const names = await this.#database.read("files", (store) =>
      store.index("draft").getAllKeys(id),
    );
    return new Set(names.map(String));
  }

  #nameOf(draft: string, file: File, named: Map<string, File>): string {
    const known = this.#names.get(file);
    const name = known?.draft === draft ? known.name : randomName();
    this.#names.set(file, { draft, name });
    named.set(name, file);
    return name;
  }

  #tell(): void {
    this.#channel.postMessage("change");
    this.dispatchEvent(new Event("change"));
  }
}

function put({ drafts, files, refuse }: Tables, record: DraftRecord, all: Files): void {
  putFiles(files, record.id, all);
  const known = drafts.getKey(record.id);
  known.addEventListener("success", () => {
    if (known.result !== undefined) return void drafts.put(record);
    // One that is new needs room among the others.
    const count = drafts.count();
    count.addEventListener("success", () => {
      if (count.result < MAX_DRAFTS) drafts.put(record);
      else refuse(tooMany());
    });
  });
}

/** Has these files with a draft and no others. What lies there says which are new: it may have been taken away meanwhile. */
function putFiles(files: IDBObjectStore, draft: string, all: Files): void {
  const names = files.index("draft").getAllKeys(draft);
  names.addEventListener("success", () => {
    const stored = new Set(names.result.map(String));
    for (const name of stored) if (!all.has(name)) files.delete(name);
    for (const [id, file] of all) if (!stored.has(id)) files.put({ id, draft, file });
  });
}

function isFull(error: unknown): boolean {
  return error instanceof WsmtpError && error.code === "storage-full";
}

function tooMany(): WsmtpError {
  return new WsmtpError("storage-failed", `there are ${MAX_DRAFTS} drafts already: discard some`);
}
