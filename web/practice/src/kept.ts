import { WsmtpError } from "wsmtp";

import { type Mail, type MailSummary, summaryOf } from "./mail.js";
import { type Mails, surplus } from "./mails.js";

/** The lists' lines, and what is behind each: a list is read without the mails themselves. */
const [SUMMARIES, MAILS] = ["summaries", "mails"];

/** Keeps mails in IndexedDB, for all tabs and the next visit. */
export class KeptMails implements Mails {
  readonly #database: IDBDatabase;

  private constructor(database: IDBDatabase) {
    this.#database = database;
  }

  /** Opens the database of this name. Rejected with `storage-failed`. */
  static async open(name: string): Promise<KeptMails> {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(SUMMARIES, { keyPath: "id", autoIncrement: true });
      request.result.createObjectStore(MAILS, { keyPath: "id" });
    };
    const database = await done(request);
    // Another tab may have a newer form of it, or delete it.
    database.onversionchange = () => database.close();
    return new KeptMails(database);
  }

  async add(mail: Mail): Promise<MailSummary> {
    const { id: _, ...summary } = summaryOf(mail);
    let id = 0;
    await this.#change(async (summaries, mails) => {
      id = Number(await done(summaries.add(summary)));
      mails.add({ ...mail, id });
      const all = (await done(summaries.getAll())) as MailSummary[];
      for (const gone of surplus(all.reverse())) {
        summaries.delete(gone);
        mails.delete(gone);
      }
    });
    return { id, ...summary };
  }

  async list(): Promise<MailSummary[]> {
    const all = this.#database.transaction(SUMMARIES).objectStore(SUMMARIES).getAll();
    return ((await done(all)) as MailSummary[]).reverse();
  }

  async get(id: number): Promise<Mail | null> {
    const mail = this.#database.transaction(MAILS).objectStore(MAILS).get(id);
    return ((await done(mail)) as Mail | undefined) ?? null;
  }

  async remove(id: number): Promise<void> {
    await this.#change(async (summaries, mails) => {
      summaries.delete(id);
      mails.delete(id);
    });
  }

  async clear(): Promise<void> {
    await this.#change(async (summaries, mails) => {
      summaries.clear();
      mails.clear();
    });
  }

  /** All of it, or nothing. */
  #change(
    change: (summaries: IDBObjectStore, mails: IDBObjectStore) => Promise<void>,
  ): Promise<void> {
    const transaction = this.#database.transaction([SUMMARIES, MAILS], "readwrite");
    const complete = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(failed(transaction.error));
    });
    // What fails in it aborts the transaction, which is what is reported.
    change(transaction.objectStore(SUMMARIES), transaction.objectStore(MAILS)).catch(
      () => undefined,
    );
    return complete;
  }
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(failed(request.error));
  });
}

function failed(cause: DOMException | null): WsmtpError {
  const full = cause?.name === "QuotaExceededError";
  return full
    ? new WsmtpError("storage-full", "the browser has no room for the mail: clear the inbox", {
        cause,
      })
    : new WsmtpError(
        "storage-failed",
        "the browser does not keep the mails: allow this page to store data",
        { cause },
      );
}
