import type { Session, SessionInfo } from "../session/session.js";

/** For the server's goodbye, in milliseconds; a page that goes on need not wait for it, and nothing is lost without it. */
const GOODBYE_LIMIT = 10_000;

/** For how long, and for how much, a session is kept. */
export interface KeptLimits {
  pool: boolean;
  idleTimeout: number;
  maxMessages: number;
}

/** The one session that a transport keeps for its mails. */
export class Kept {
  readonly #limits: KeptLimits;
  readonly #open: () => Session;
  #session: Session | null = null;
  /** How many mails the session was asked to send; one that it divides may count more with the server. */
  #mails = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(limits: KeptLimits, open: () => Session) {
    this.#limits = limits;
    this.#open = open;
  }

  /** What is known about the session that is there. */
  get info(): SessionInfo | null {
    return this.#session?.info ?? null;
  }

  /** Whether this session is the one that is kept. */
  holds(session: Session): boolean {
    return this.#session === session;
  }

  /** The session that is there, room or not, or else a new one: for a page whose mail is still under way. */
  held(): Session {
    clearTimeout(this.#timer);
    return this.#session ?? this.take().session;
  }

  /** A session with room for one more mail; `old` where it was there before. */
  take(): { session: Session; old: boolean } {
    clearTimeout(this.#timer);
    if (this.#session !== null && !this.#hasRoom(this.#session.info)) this.leave();
    const old = this.#session !== null;
    if (!old) this.#mails = 0;
    return { session: (this.#session ??= this.#open()), old };
  }

  /** The session was asked to send a mail. */
  count(session: Session): void {
    if (this.holds(session)) this.#mails += 1;
  }

  /** No mail needs the session now: it is left after a while, or at once where none is to be kept. */
  rest(): void {
    clearTimeout(this.#timer);
    if (this.#session === null) return;
    if (!this.#limits.pool && this.#mails > 0) return this.leave();
    this.#timer = setTimeout(() => this.leave(), this.#limits.idleTimeout);
  }

  /** Takes leave. */
  leave(): void {
    clearTimeout(this.#timer);
    const session = this.#session;
    this.#session = null;
    if (session === null) return;
    session.leave(GOODBYE_LIMIT);
  }

  /** Forgets a session that is over. */
  forget(session: Session): void {
    if (!this.holds(session)) return;
    clearTimeout(this.#timer);
    this.#session = null;
  }

  #hasRoom({ mailMax }: SessionInfo): boolean {
    return this.#mails < Math.min(this.#limits.maxMessages, mailMax ?? Infinity);
  }
}
