import type { OutboxEntry, Progress } from "wsmtp";
import { sentenceOf } from "../sentence.js";
import type { Postbox } from "./postbox.js";

/** How many mails that were sent while the page looked on stay in view: the newest ones. */
const MOST_SENT = 3;

/** What a postbox holds, as it is now. */
export class Listing {
  /** What is wrong with the browser's storage, as a sentence; empty where nothing is. */
  trouble = "";
  readonly #entries = new Map<string, OutboxEntry>();
  /** Those that this page has seen before they were sent. */
  readonly #watched = new Set<string>();
  readonly #progress = new Map<string, Progress>();
  readonly #end = new AbortController();

  /** Calls `tell` each time that there is something new. */
  constructor(
    readonly postbox: Postbox,
    private readonly tell: () => void,
  ) {
    this.#listen();
    void this.#read();
  }

  /** The newest first. */
  get entries(): readonly OutboxEntry[] {
    return [...this.#entries.values()].sort((a, b) => b.storedAt.getTime() - a.storedAt.getTime());
  }

  /** Those whose end somebody waits for, and those that reached it just now; the others are history. */
  get fresh(): readonly OutboxEntry[] {
    const news = this.entries.filter(({ id }) => this.#watched.has(id));
    const sent = news.filter(({ state }) => state === "sent").slice(MOST_SENT);
    return news.filter((entry) => !sent.includes(entry));
  }

  /** How much of a mail the server has; undefined before it has any. */
  progress(id: string): Progress | undefined {
    return this.#progress.get(id);
  }

  /** Hears no more. */
  end(): void {
    this.#end.abort();
  }

  #listen(): void {
    const { signal } = this.#end;
    this.postbox.addEventListener(
      "change",
      ({ detail: { id, entry } }) => {
        if (entry?.state !== "sending") this.#progress.delete(id);
        if (entry === null) this.#entries.delete(id);
        else this.#put(entry);
        // Storage works again.
        this.trouble = "";
        this.tell();
      },
      { signal },
    );
    this.postbox.addEventListener(
      "progress",
      ({ detail: { id, sent, total } }) => {
        this.#progress.set(id, { sent, total });
        this.tell();
      },
      { signal },
    );
    this.postbox.addEventListener("trouble", ({ detail }) => this.#fail(detail), { signal });
  }

  async #read(): Promise<void> {
    try {
      const heard = new Set<string>();
      const { signal } = this.#end;
      this.postbox.addEventListener("change", ({ detail }) => heard.add(detail.id), { signal });
      for (const entry of await this.postbox.list()) {
        // What was heard meanwhile is newer.
        if (!heard.has(entry.id)) this.#put(entry);
      }
      this.tell();
    } catch (error) {
      this.#fail(error);
    }
  }

  #put(entry: OutboxEntry): void {
    if (entry.state !== "sent") this.#watched.add(entry.id);
    this.#entries.set(entry.id, entry);
  }

  #fail(error: unknown): void {
    if (this.#end.signal.aborted) return;
    this.trouble = sentenceOf(error);
    this.tell();
  }
}
