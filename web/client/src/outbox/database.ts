import { WsmtpError } from "../error/error.js";
import { reasonOf } from "../error/reason.js";

/** What brings the schema from each version to the next; the last is the present one. */
const UPGRADES: readonly ((database: IDBDatabase) => void)[] = [
  (database) => {
    database.createObjectStore("entries");
    database.createObjectStore("contents");
  },
];

/** The stores of the database, within one transaction. */
export interface Tables {
  entries: IDBObjectStore;
  contents: IDBObjectStore;
}

/** What can happen to an open database. */
interface Loss {
  /** A tab with a newer version of this package waits for this one to close it. */
  outdated: () => void;
  /** The browser has closed it. */
  lost: () => void;
}

/** Opens the database of this name, in the present version of its schema. */
export function open(name: string, { outdated, lost }: Loss): Promise<IDBDatabase> {
  const request = indexedDB.open(name, UPGRADES.length);
  request.onupgradeneeded = ({ oldVersion }) => {
    for (const upgrade of UPGRADES.slice(oldVersion)) upgrade(request.result);
  };
  return done(request).then((database) => {
    database.onversionchange = outdated;
    database.onclose = lost;
    return database;
  });
}

/** Acts within the transaction, and waits until its effects are there to stay; they all are, or none. */
export async function complete<T>(
  transaction: IDBTransaction,
  act: (tables: Tables) => Promise<T>,
): Promise<T> {
  const over = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
  over.catch(() => undefined);
  const tables = {
    entries: transaction.objectStore("entries"),
    contents: transaction.objectStore("contents"),
  };
  try {
    const result = await act(tables);
    await over;
    return result;
  } catch (cause) {
    abort(transaction);
    await over.catch(() => undefined);
    throw cause;
  }
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It is over already, by what it failed of.
  }
}

/** What a request gives. */
export function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** What IndexedDB has failed of, and what to do. */
export function storageError(cause: unknown): WsmtpError {
  if (cause instanceof WsmtpError) return cause;
  const name = cause instanceof Error ? cause.name : "";
  const why = reasonOf(cause);
  if (name === "QuotaExceededError") {
    return new WsmtpError(
      "storage-full",
      "the browser has no room left for this site, so the mail is not stored: remove mails, or send it without the large attachments",
    );
  }
  if (name === "DataCloneError") {
    return new WsmtpError(
      "bad-input",
      `the mail holds something that cannot be stored: give plain objects, strings, bytes and files (${why})`,
    );
  }
  return new WsmtpError(
    "storage-failed",
    `the browser cannot keep the mail, so see that this site may store data, and attach files anew that have changed (${why})`,
  );
}
