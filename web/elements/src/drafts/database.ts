import { WsmtpError } from "wsmtp";

/** The stores within one transaction that changes them. */
export interface Tables {
  readonly drafts: IDBObjectStore;
  readonly files: IDBObjectStore;
  /** Takes all of it back, and says why. */
  readonly refuse: (why: unknown) => void;
}

/**
 * The database in which drafts lie: opened when it is needed, and anew where the browser has closed it. Methods reject with
 * `storage-failed`, and with `storage-full` where there is no room.
 */
export class DraftDatabase {
  #opened: Promise<IDBDatabase> | undefined;

  constructor(private readonly name: string) {}

  /** Asks one of the stores. */
  async read<T>(
    name: "drafts" | "files",
    ask: (store: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> {
    try {
      return await answered(ask((await this.#begin("readonly")).objectStore(name)));
    } catch (error) {
      return unkept(error);
    }
  }

  /** Changes the stores in one transaction: all of it is on the disk when this resolves, and nothing where it rejects. */
  async write(change: (tables: Tables) => void): Promise<void> {
    try {
      await changed(await this.#begin("readwrite"), change);
    } catch (error) {
      unkept(error);
    }
  }

  /** Lets go of it. */
  close(): void {
    this.#shut(this.#opened);
  }

  async #begin(mode: IDBTransactionMode): Promise<IDBTransaction> {
    const opened = this.#open();
    try {
      return begin(await opened, mode);
    } catch (error) {
      if (!isNamed(error, "InvalidStateError")) throw error;
      // Closed, and nobody was told of it yet.
      this.#shut(opened);
      return begin(await this.#open(), mode);
    }
  }

  #open(): Promise<IDBDatabase> {
    if (this.#opened) return this.#opened;
    const opened = openDatabase(this.name, () => this.#shut(opened));
    opened.catch(() => this.#shut(opened));
    this.#opened = opened;
    return opened;
  }

  #shut(opened: Promise<IDBDatabase> | undefined): void {
    if (this.#opened === opened) this.#opened = undefined;
    opened?.then((database) => database.close()).catch(() => undefined);
  }
}

function begin(database: IDBDatabase, mode: IDBTransactionMode): IDBTransaction {
  return database.transaction(["drafts", "files"], mode, { durability: "strict" });
}

/** Gives way to a tab with a newer version of the page; `closed` hears of that, and where the browser has closed it. */
async function openDatabase(name: string, closed: () => void): Promise<IDBDatabase> {
  const opening = indexedDB.open(name, 1);
  opening.addEventListener("upgradeneeded", () => {
    opening.result.createObjectStore("drafts", { keyPath: "id" });
    opening.result.createObjectStore("files", { keyPath: "id" }).createIndex("draft", "draft");
  });
  const database = await answered(opening);
  database.addEventListener("versionchange", closed);
  database.addEventListener("close", closed);
  return database;
}

function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}

function changed(transaction: IDBTransaction, change: (tables: Tables) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (why: unknown): void => {
      reject(why);
      transaction.abort();
    };
    transaction.addEventListener("complete", () => resolve());
    transaction.addEventListener("abort", () => reject(transaction.error));
    const [drafts, files] = [transaction.objectStore("drafts"), transaction.objectStore("files")];
    change({ drafts, files, refuse });
  });
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof DOMException && error.name === name;
}

/** What the browser has failed of, and what to do. */
function unkept(error: unknown): never {
  if (error instanceof WsmtpError) throw error;
  if (isNamed(error, "QuotaExceededError")) {
    throw new WsmtpError(
      "storage-full",
      "the browser has no room left for drafts: send the mail, or keep its text elsewhere",
      { cause: error },
    );
  }
  const why = error instanceof Error ? error.message || error.name : "it does not say why";
  throw new WsmtpError(
    "storage-failed",
    `the browser does not keep this draft (${why}): send the mail, or keep its text elsewhere`,
    { cause: error },
  );
}
