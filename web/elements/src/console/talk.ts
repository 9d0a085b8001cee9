import { createTransport } from "wsmtp";
import type {
  Message,
  Reply,
  SentMessageInfo,
  Session,
  SessionInfo,
  TranscriptLine,
  Transport,
} from "wsmtp";
import { Overheard } from "../overheard.js";
import type { Conversation } from "../conversation.js";
import { type Place, wayTo } from "../place.js";
import type { SignIn } from "../sign-in.js";

/** Where a console stands with its server. */
export type Connection = "closed" | "connecting" | "open";

/** How a console speaks to its server. */
export interface Manner {
  /** The engine greets, asks for TLS and signs in; without it the person says every line. */
  readonly guided: boolean;
  /** Whether a mail that the engine sends goes out with PIPELINING (RFC 2920), where that is offered. */
  readonly pipelining: boolean;
  /** The same for CHUNKING (RFC 3030). */
  readonly chunking: boolean;
  /** Who signs in, where the engine does; nobody where the user's name is empty. */
  readonly signIn: SignIn | undefined;
}

/** Who hears of a talk. */
export interface Listener {
  readonly connection: (connection: Connection) => void;
  readonly said: (line: TranscriptLine) => void;
  readonly conversation: (conversation: Conversation) => void;
  /** It ended by itself, and why. */
  readonly ended: (error: unknown) => void;
}

/** One session of a console, from connecting to its end. */
export class Talk {
  readonly #transport: Transport;
  readonly #session: Session;
  readonly #overheard: Overheard;
  #over = false;
  /** Null once nobody listens any more. */
  #listener: Listener | null;

  /** Begins to connect. Throws `bad-input` for a place that is none. */
  constructor(place: Place, manner: Manner, listener: Listener) {
    this.#listener = listener;
    this.#transport = createTransport(optionsOf(place, manner));
    this.#session = this.#transport.connect();
    this.#overheard = new Overheard((said) =>
      this.#listener?.conversation({ ...said, security: this.#security, ended: this.#over }),
    );
    this.#follow();
  }

  /** What is known of the connection. */
  get info(): SessionInfo {
    return this.#session.info;
  }

  /** Fulfilled when lines can be said; rejected when they never can. */
  get ready(): Promise<void> {
    return this.#session.ready;
  }

  /** Says a line as it is, and gives the replies. */
  say(line: string): Promise<Reply[]> {
    return this.#session.raw(line);
  }

  /** Lets the engine send a mail. */
  send(message: Message): Promise<SentMessageInfo> {
    return this.#session.sendMail(message);
  }

  /** Hangs up at once. */
  close(): void {
    this.#session.close();
  }

  /** Hangs up, and tells nothing more: another talk takes its place. */
  leave(): void {
    this.#listener = null;
    this.close();
  }

  get #security(): Conversation["security"] {
    return this.info.peer === "" ? undefined : this.info.security;
  }

  #follow(): void {
    this.#listener?.connection("connecting");
    this.#session.addEventListener("transcript", ({ detail }) => {
      this.#overheard.said(detail);
      this.#listener?.said(detail);
    });
    this.#session.addEventListener("secured", ({ detail }) => this.#overheard.secured(detail));
    this.#session.ready.then(
      () => this.#listener?.connection("open"),
      () => undefined,
    );
    void this.#session.closed.then(() => this.#ended());
  }

  #ended(): void {
    this.#over = true;
    this.#overheard.tellNow();
    this.#transport.close();
    this.#listener?.connection("closed");
    if (this.#session.failure !== null) this.#listener?.ended(this.#session.failure);
  }
}

function optionsOf(place: Place, { guided, signIn, ...how }: Manner) {
  const auth = signIn?.user && guided ? { user: signIn.user, pass: signIn.password } : undefined;
  return { ...wayTo(place), ...how, auth, byHand: !guided };
}
