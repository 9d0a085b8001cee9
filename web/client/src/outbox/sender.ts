import type { Message } from "../compose/message.js";
import { WsmtpError } from "../error/error.js";
import { caught, unknown } from "../error/failure.js";
import type { Progress } from "../runtime/wire.js";
import { blocked, blockedToo, mayBeThisTab } from "./blocking.js";
import { mayHold, outgoing } from "./content.js";
import type { Moment } from "./deferral.js";
import { firstDue } from "./due.js";
import { type OutboxEntry, begin, earliest, may, recover, withdraw } from "./entry.js";
import { facts } from "./facts.js";
import type { Schedule } from "./schedule.js";
import { type Outcome, settle } from "./settling.js";
import type { Step, Store } from "./store.js";
import type { Way } from "./way.js";

/** The longest sleep, in milliseconds: timers stand still while a computer sleeps, and the clock does not. */
const LONGEST_SLEEP = 60_000;

/**
 * Pauses, in milliseconds, before an outcome is written down again where that failed: what is lost a person has to look
 * for. Whoever cannot write for so long leaves the turn to another tab.
 */
const WRITE_AGAIN = [100, 1000, 5000, 20_000];

/** What the sender tells its outbox. */
export interface Listener {
  changed(id: string, entry: OutboxEntry | null): void;
  progress(id: string, progress: Progress): void;
  trouble(cause: unknown): void;
}

/** The mail that is being sent. */
interface Current {
  id: string;
  stop: AbortController;
}

/** Whether any other tab is in line for the turn. */
export type Others = () => Promise<boolean>;

/** Sends what is due, one mail after another, in the one tab that does so. */
export class Sender {
  readonly #way: Way;
  readonly #store: Store;
  readonly #schedule: Schedule;
  readonly #tell: Listener;
  #current: Current | null = null;
  #wake: () => void = () => undefined;
  /** Whether something happened since the sender last looked. */
  #called = false;

  constructor(way: Way, store: Store, schedule: Schedule, tell: Listener) {
    this.#way = way;
    this.#store = store;
    this.#schedule = schedule;
    this.#tell = tell;
  }

  /**
   * Sends until `end` is aborted, and then until the mail that is under way has an outcome; or until this tab finds that
   * another may do better. Throws where the storage does not do as it should.
   */
  async run(end: AbortSignal, others: Others): Promise<void> {
    const over = new AbortController();
    const { signal } = over;
    end.addEventListener("abort", () => this.#ended(), { signal });
    addEventListener("online", () => void this.#online(), { signal });
    try {
      await this.#recover();
      let able = true;
      while (able && !end.aborted) able = await this.#round(end, others);
    } finally {
      over.abort();
    }
  }

  #ended(): void {
    this.#current?.stop.abort();
    this.wake();
  }

  /** Something has changed that may be due. */
  wake(): void {
    this.#called = true;
    this.#wake();
  }

  /** Stops this mail, if it is the one that is being sent and can be taken back. It is then held. */
  stop(id: string): void {
    if (this.#current?.id === id) this.#current.stop.abort();
  }

  /** Tries the first mail that is due, or sleeps until there may be one. Gives whether this tab is able to send. */
  async #round(end: AbortSignal, others: Others): Promise<boolean> {
    this.#called = false;
    const first = firstDue(await this.#store.list(), Date.now(), this.#schedule);
    if (end.aborted) return true;
    const wait = first === undefined ? LONGEST_SLEEP : first.due - Date.now();
    if (first !== undefined && wait <= 0) return this.#attempt(first.entry.id, end, others);
    await this.#sleep(wait);
    return true;
  }

  /** What is `sending` though nobody sends was left behind by a tab that is no more. */
  async #recover(): Promise<void> {
    const why = new WsmtpError(
      "outcome-unknown",
      "the page was closed while the mail was being sent, so look for it before sending it again",
    );
    await this.#changeAll((entry) =>
      may(entry, "recover") ? recover(entry, facts(why)) : undefined,
    );
  }

  /** The network is back: nobody waits for it any longer. */
  async #online(): Promise<void> {
    const now = new Date();
    const back: Step = (entry) =>
      entry.state === "waiting" && entry.waitsFor === "network"
        ? { ...entry, next: earliest(entry, now), times: 0 }
        : undefined;
    await this.#changeAll(back).catch(this.#tell.trouble);
  }

  async #attempt(id: string, end: AbortSignal, others: Others): Promise<boolean> {
    try {
      // Before the mail's turn is written down: what fails here has certainly not sent it.
      await this.#way.warm({ signal: end });
    } catch (cause) {
      return end.aborted || this.#blocked(id, caught(cause), others);
    }
    const stop = new AbortController();
    // Before anybody can see that it is being sent, and stop it.
    this.#current = { id, stop };
    try {
      return await this.#store.keepOpen(() => this.#give(id, end, stop.signal));
    } finally {
      this.#current = null;
    }
  }

  /** Gives a mail to the server, and writes down what became of it. */
  async #give(id: string, end: AbortSignal, stop: AbortSignal): Promise<boolean> {
    const message = await this.#store.message(id);
    const begun = await this.#change(id, (entry) =>
      may(entry, "begin") && !end.aborted ? begin(entry) : undefined,
    );
    // Somebody has taken it back meanwhile.
    if (begun == null) return true;
    const holding = mayHold(begun, Date.now());
    const mail = message && outgoing(message, begun, holding);
    const outcome = mail === null ? lost() : await this.#send(id, mail, stop);
    const stopped = stop.aborted || this.#way.closed;
    const withdrawn = stopped && "error" in outcome && outcome.error.code === "closed";
    await this.#write(id, (entry) => {
      if (!may(entry, "settle")) return undefined;
      if (!withdrawn) return settle(entry, outcome, { ...this.#moment(), holding });
      // Stopped by somebody who is about to take it back, or by the end of this outbox or its transport.
      const state = stop.aborted && !end.aborted ? "held" : "waiting";
      return withdraw(entry, state, facts(outcome.error), new Date());
    });
    return stop.aborted || !withdrawn;
  }

  async #send(id: string, mail: Message, signal: AbortSignal): Promise<Outcome> {
    const onProgress = (progress: Progress): void => this.#tell.progress(id, progress);
    try {
      return { info: await this.#way.sendMail(mail, { signal, onProgress }) };
    } catch (cause) {
      return { error: unforeseen(cause) };
    }
  }

  /** Writes down what is known of a mail, again where the storage fails for a moment. */
  async #write(id: string, step: Step): Promise<void> {
    for (const pause of WRITE_AGAIN) {
      try {
        return void (await this.#change(id, step));
      } catch (cause) {
        this.#tell.trouble(cause);
        await new Promise((over) => setTimeout(over, pause));
      }
    }
    await this.#change(id, step);
  }

  /**
   * The way to the server is closed: it would be so for the others too, so they need not try. Where that may be this
   * tab's fault, the mail is left to the next one. Gives whether this tab is able to send.
   */
  async #blocked(id: string, error: WsmtpError, others: Others): Promise<boolean> {
    const unable = this.#way.closed || (mayBeThisTab(error) && (await others()));
    const entry = await this.#change(id, (entry) => {
      if (!may(entry, "block")) return undefined;
      return unable ? { ...entry, error: facts(error) } : blocked(entry, error, this.#moment());
    });
    if (unable) return false;
    if (entry != null) await this.#changeAll((other) => blockedToo(other, entry, new Date()));
    return true;
  }

  #moment(): Moment {
    return { now: new Date(), schedule: this.#schedule, random: Math.random() };
  }

  async #change(id: string, step: Step): Promise<OutboxEntry | null | undefined> {
    const entry = await this.#store.change(id, step);
    if (entry !== undefined) this.#tell.changed(id, entry);
    return entry;
  }

  async #changeAll(step: Step): Promise<void> {
    for (const entry of await this.#store.changeAll(step)) this.#tell.changed(entry.id, entry);
  }

  async #sleep(wait: number): Promise<void> {
    if (this.#called) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    await new Promise<void>((wake) => {
      this.#wake = wake;
      timer = setTimeout(wake, Math.min(wait, LONGEST_SLEEP));
    });
    clearTimeout(timer);
  }
}

function lost(): Outcome {
  const message = "the stored mail is damaged and cannot be sent: remove it";
  return { error: new WsmtpError("storage-failed", message) };
}

/** A transport's error says where the mail is. What is no such error nobody foresaw, and it says nothing about that. */
function unforeseen(cause: unknown): WsmtpError {
  return cause instanceof WsmtpError ? cause : unknown(cause);
}
