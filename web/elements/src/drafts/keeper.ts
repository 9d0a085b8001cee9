import { WsmtpError } from "wsmtp";
import { sentenceOf } from "../sentence.js";
import { isBlank } from "./draft.js";
import type { Draft, DraftContent } from "./draft.js";
import { hold } from "./hold.js";
import type { Hold } from "./hold.js";
import { LastWords } from "./last-words.js";
import { randomName } from "./random-name.js";
import { DraftStore } from "./store.js";

/** A pause in the writing after which a draft is kept, in milliseconds: shorter than it takes to reach for another tab. */
const PAUSE = 500;
/** A draft is kept so often at least while somebody writes on, in milliseconds. */
const PATIENCE = 3_000;
/** In milliseconds: the page that was here before a reload may not have let go of its draft yet. */
const RELOAD = 5_000;
/** How often what somebody writes on meanwhile is kept before another draft takes its place: nobody types so fast. */
const ROUNDS = 10;

/** Where keeping a draft stands. */
export type Keeping =
  /** Nothing was written that is to be kept. */
  | { readonly state: "nothing" }
  /** Something was written that is not kept yet; `trouble` is why what was written before is not either, or empty. */
  | { readonly state: "pending"; readonly trouble: string }
  | { readonly state: "kept"; readonly at: Date }
  /** `trouble` is a sentence. */
  | { readonly state: "failed"; readonly trouble: string };

/** How far a draft had come at some moment. */
export interface Mark {
  readonly id: string;
  readonly changes: number;
}

/**
 * Keeps what is written in one form as one draft: soon after each change, and when the page is left. The draft belongs to this
 * tab meanwhile; after a reload it is the tab's again.
 */
export class DraftKeeper {
  readonly store: DraftStore;
  readonly #name: string;
  readonly #last: LastWords;
  #id = "";
  #hold: Hold | null = null;
  /** Counts changes, so that a write says nothing of those that came meanwhile. */
  #changes = 0;
  #keeping: Keeping = { state: "nothing" };
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the oldest change came that is not kept. */
  #since = 0;
  /** One write after another. */
  #writing: Promise<void> = Promise.resolve();

  constructor(
    name: string,
    private readonly read: () => DraftContent,
    private readonly told: (keeping: Keeping) => void,
  ) {
    this.#name = name;
    this.store = new DraftStore(name);
    this.#last = new LastWords(name);
  }

  /** The draft's name; empty where it has none yet. */
  get id(): string {
    return this.#id;
  }

  get keeping(): Keeping {
    return this.#keeping;
  }

  /** Says that something was written. */
  changed(): void {
    const now = performance.now();
    const before = this.#keeping;
    this.#changes += 1;
    if (before.state !== "pending") this.#since = now;
    this.#tell({ state: "pending", trouble: "trouble" in before ? before.trouble : "" });
    clearTimeout(this.#timer);
    const wait = Math.max(Math.min(PAUSE, this.#since + PATIENCE - now), 0);
    this.#timer = setTimeout(() => void this.flush(), wait);
  }

  /** Keeps now what is not kept. Never rejects: `keeping` says how it went. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    const { state } = this.#keeping;
    if (state !== "pending" && state !== "failed") return this.#writing;
    const content = this.read();
    const id = this.#id || (isBlank(content) ? "" : this.#begin());
    const changes = this.#changes;
    this.#writing = this.#writing.then(async () => {
      const keeping = await this.#write(id, content);
      if (id === this.#id && changes === this.#changes) this.#tell(keeping);
    });
    return this.#writing;
  }

  /** Keeps now what is not kept, as the page may be about to end: its text at once, in case that it does. */
  leaving(): void {
    void this.flush();
    const { state } = this.#keeping;
    const open = state === "pending" || state === "failed";
    if (open && this.#id !== "") this.#last.note(this.#id, this.read());
  }

  /**
   * Keeps the draft at hand, so that another can take its place. Rejects with `storage-failed` where it is not kept: it stays at
   * hand then.
   */
  async settle(): Promise<void> {
    for (let round = 0; round === 0 || (round < ROUNDS && this.#isPending); round += 1) {
      await this.flush();
    }
    const { state } = this.#keeping;
    if (state === "nothing" || state === "kept" || isBlank(this.read())) return;
    throw new WsmtpError(
      "storage-failed",
      "what you were writing cannot be kept as a draft, so it stays here: send it, or discard it, before you go on with another mail",
    );
  }

  /**
   * Goes on with a draft that is kept, after the one at hand; null where it is gone, or another tab's, for which `patience`
   * waits so many milliseconds. Rejects as `settle` does, and where it cannot be read.
   */
  async open(id: string, patience = 0): Promise<Draft | null> {
    if (id === this.#id) return null;
    const taken = await hold(this.lockOf(id), patience);
    try {
      const kept = taken && (await this.#readKept(id));
      const draft = taken && this.#last.of(id, kept);
      if (!draft) return null;
      // At the very end, as somebody may write while this waits.
      await this.settle();
      this.#leave();
      this.#hold = taken;
      this.#become(id);
      this.#tell({ state: "kept", at: draft.changedAt });
      if (draft !== kept) this.changed();
      return draft;
    } finally {
      if (this.#hold !== taken) taken?.release();
    }
  }

  /** Where it cannot be read, what was written last is known perhaps. */
  async #readKept(id: string): Promise<Draft | null> {
    return this.store.read(id).catch((error: unknown) => {
      if (this.#last.of(id, null)) return null;
      throw error;
    });
  }

  /** The draft that this tab had before it was loaded again, as it was then. */
  async restore(): Promise<Draft | null> {
    const id = recall(this.#key);
    // What is written here already, and cannot be kept, stays.
    return id === "" ? null : this.open(id, RELOAD).catch(() => null);
  }

  /** Keeps the draft at hand, and begins another. Rejects as `settle` does. */
  async startOver(): Promise<void> {
    await this.settle();
    this.#leave();
  }

  /** Notes how far the draft at hand has come. */
  mark(): Mark {
    return { id: this.#id || this.#begin(), changes: this.#changes };
  }

  /** Keeps a draft beside the one at hand, and gives its name. Rejects where not all of it can be kept: nothing is, then. */
  async add(content: DraftContent): Promise<string> {
    const id = randomName();
    try {
      await this.store.save(id, content);
    } catch (error) {
      await this.store.discard(id).catch(() => undefined);
      throw error;
    }
    return id;
  }

  /** Whether nothing was written since, and no other draft is at hand. */
  isAt({ id, changes }: Mark): boolean {
    return id === this.#id && changes === this.#changes;
  }

  /** Forgets the draft at hand, as it is sent or not wanted, and begins another. */
  async discard(): Promise<void> {
    clearTimeout(this.#timer);
    const id = this.#id;
    const before = this.#writing;
    this.#leave();
    await before;
    if (id !== "") await this.store.discard(id).catch(() => undefined);
  }

  /** Forgets a draft that is not the one at hand; false where another tab has it, and keeps it for `patience` milliseconds. */
  async drop(id: string, patience = 0): Promise<boolean> {
    const taken = await hold(this.lockOf(id), patience);
    if (!taken) return false;
    await this.store.discard(id).catch(() => undefined);
    taken.release();
    return true;
  }

  /** Ends it; what is not kept yet is. */
  async close(): Promise<void> {
    await this.flush();
    this.#hold?.release();
    this.store.close();
  }

  /** The lock of a draft. */
  lockOf(id: string): string {
    return `wsmtp-draft-${this.#name}-${id}`;
  }

  get #key(): string {
    return `wsmtp-draft-${this.#name}`;
  }

  /** A new draft. Nobody else knows its name yet, so nothing waits for the lock: the page may be about to end. */
  #begin(): string {
    const id = randomName();
    this.#become(id);
    void hold(this.lockOf(id), 0).then((taken) => {
      if (this.#id === id) this.#hold = taken;
      else taken?.release();
    });
    return id;
  }

  #become(id: string): void {
    this.#id = id;
    remember(this.#key, id);
  }

  #leave(): void {
    clearTimeout(this.#timer);
    this.#hold?.release();
    this.#hold = null;
    this.#become("");
    this.#tell({ state: "nothing" });
  }

  async #write(id: string, content: DraftContent): Promise<Keeping> {
    try {
      if (isBlank(content)) return await this.#forget(id);
      await this.store.save(id, content);
      return { state: "kept", at: new Date() };
    } catch (error) {
      return { state: "failed", trouble: sentenceOf(error) };
    }
  }

  /** What is left where nothing is written any more is nothing that somebody would miss. */
  async #forget(id: string): Promise<Keeping> {
    if (id !== "") await this.store.discard(id).catch(() => undefined);
    return { state: "nothing" };
  }

  get #isPending(): boolean {
    return this.#keeping.state === "pending";
  }

  #tell(keeping: Keeping): void {
    this.#keeping = keeping;
    if (keeping.state === "kept" || keeping.state === "nothing") this.#last.forget();
    this.told(keeping);
  }
}

/** What the tab remembers over a reload, and no other tab knows. */
function recall(key: string): string {
  try {
    return sessionStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

function remember(key: string, id: string): void {
  try {
    if (id === "") sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, id);
  } catch {
    // Without storage the draft is in the list after a reload, not in the form.
  }
}
