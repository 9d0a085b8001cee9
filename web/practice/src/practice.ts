import { type WebSocketConstructor, WsmtpError } from "wsmtp";

import { Server, domain, password, user } from "../pkg/wsmtp_practice.js";
import { KeptMails } from "./kept.js";
import { HeldMails, type Mails } from "./mails.js";
import { type MailSummary, type SaidLine, subjectOf } from "./mail.js";
import { badSetup } from "./setup.js";
import { type Dial, PracticeSocket, type Told } from "./socket.js";
import { loadPractice } from "./wasm.js";

/** How a {@link Practice} starts; each has its default. */
export interface PracticeOptions {
  /** What the server is like, and what goes wrong: rules, one a line. Default: none. */
  setup?: string;
  /**
   * The name under which mails are kept in IndexedDB, shared by the tabs of this origin. Default: they are kept in memory,
   * as long as the page is there.
   */
  keep?: string;
}

/** What a {@link Practice} tells of. */
export interface PracticeEventMap {
  /** A mail has been taken by this page's server, and is in the list. */
  delivered: CustomEvent<MailSummary>;
  /** The list is another, perhaps by another tab. */
  change: Event;
  /** The server has taken a mail, and the browser does not keep it: `storage-full` or `storage-failed`. Also another tab's. */
  trouble: CustomEvent<WsmtpError>;
}

/** Lines and octets of a conversation that are kept with each of its mails; what follows is not. */
const MAX_LINES = 500;
const MAX_CHARACTERS = 64 * 1024;

/**
 * A mail server inside the page. It takes every mail, delivers none, and goes wrong on request.
 *
 * @example
 * ```js
 * const practice = await Practice.start();
 * const { webSocket, user, password } = practice;
 * const transport = createTransport({
 *   ...{ gateway: "https://sandbox.test", upstream: "sandbox", webSocket },
 *   auth: { user, pass: password },
 * });
 * await transport.sendMail({ from: user, to: "bob@sandbox.test", text: "hello" });
 * console.log(await practice.list());
 * ```
 */
export class Practice extends EventTarget {
  /** The domain of the server, where nothing else is. */
  readonly domain: string = domain();
  /** Who may sign in, unless the setup names others. */
  readonly user: string = user();
  /** With what. It is no secret: it guards nothing. */
  readonly password: string = password();
  /** For `createTransport({ gateway: "https://sandbox.test", upstream: "sandbox", webSocket })`. */
  readonly webSocket: WebSocketConstructor;
  readonly #mails: Mails;
  /** Tells the other tabs; none where mails are not shared. */
  readonly #channel: BroadcastChannel | null;
  #setup: string;
  #server: Server;

  private constructor(setup: string, mails: Mails, channel: BroadcastChannel | null) {
    super();
    this.#setup = setup;
    this.#server = made(setup);
    this.#mails = mails;
    this.#channel = channel;
    channel?.addEventListener("message", ({ data }) => this.#hearTab(data));
    const dial: Dial = () => this.#dial();
    this.webSocket = class extends PracticeSocket {
      constructor() {
        super(dial);
      }
    };
  }

  /** Loads the server. Rejected with `internal`, `bad-input` for the setup, or `storage-failed`. */
  static async start({ setup = "", keep }: PracticeOptions = {}): Promise<Practice> {
    await loadPractice();
    if (keep === undefined) return new Practice(setup, new HeldMails(), null);
    const name = `wsmtp-practice-${keep}`;
    return new Practice(setup, await KeptMails.open(name), new BroadcastChannel(name));
  }

  /** What the server is like: the text that {@link configure} was given. */
  get setup(): string {
    return this.#setup;
  }

  /** For sessions from now on; those that are open stay as they are. Throws `bad-input`, which names line and reason. */
  configure(setup: string): void {
    const server = made(setup);
    this.#server.free();
    this.#server = server;
    this.#setup = setup;
  }

  /** The mails, newest first. At most 200 are kept, of 128 MiB together. */
  list(): Promise<MailSummary[]> {
    return this.#mails.list();
  }

  /** A mail as it came. Rejected with `bad-input` where it is no longer kept. */
  async source(id: number): Promise<Uint8Array> {
    const mail = await this.#mails.get(id);
    if (mail === null) throw missing();
    return mail.content;
  }

  /** What was said in the session of a mail, up to its end. Rejected with `bad-input` where it is no longer kept. */
  async transcript(id: number): Promise<SaidLine[]> {
    const mail = await this.#mails.get(id);
    if (mail === null) throw missing();
    return mail.transcript;
  }

  /** Forgets a mail, if it is there. */
  async remove(id: number): Promise<void> {
    await this.#mails.remove(id);
    this.#changed();
  }

  /** Forgets all mails. */
  async clear(): Promise<void> {
    await this.#mails.clear();
    this.#changed();
  }

  #dial(): ReturnType<Dial> {
    const connection = this.#server.connect();
    const conversation = new Conversation();
    const hear = (told: Told): void => {
      if (told.type === "line") conversation.add(told);
      else this.#deliver(told, conversation).catch((thrown: unknown) => this.#lose(thrown));
    };
    return { connection, hear };
  }

  async #deliver(
    told: Told & { type: "delivered" },
    { session, said }: Conversation,
  ): Promise<void> {
    const { from, to, security, content } = told;
    const [received, size, subject] = [Date.now(), content.length, subjectOf(content)];
    const mail = {
      ...{ id: 0, session, received, from, to, size, subject, security },
      content,
      transcript: [...said],
    };
    const detail = await this.#mails.add(mail);
    this.#changed();
    this.dispatchEvent(new CustomEvent("delivered", { detail }));
  }

  /** What another tab tells: that the list is another, or of what kind its trouble is. */
  #hearTab(data: unknown): void {
    if (data === "storage-full" || data === "storage-failed") this.#trouble(lost(data));
    else this.dispatchEvent(new Event("change"));
  }

  /** The server has said yes to the mail, so nobody else can tell that it is not kept. */
  #lose(thrown: unknown): void {
    const full = thrown instanceof WsmtpError && thrown.code === "storage-full";
    const error = lost(full ? "storage-full" : "storage-failed", thrown);
    this.#channel?.postMessage(error.code);
    this.#trouble(error);
  }

  #trouble(detail: WsmtpError): void {
    this.dispatchEvent(new CustomEvent("trouble", { detail }));
  }

  #changed(): void {
    this.#channel?.postMessage(null);
    this.dispatchEvent(new Event("change"));
  }
}

/** Typed, as the events of `wsmtp` are. */
export interface Practice {
  addEventListener<K extends keyof PracticeEventMap>(
    type: K,
    listener: ((event: PracticeEventMap[K]) => void) | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof PracticeEventMap>(
    type: K,
    listener: ((event: PracticeEventMap[K]) => void) | null,
    options?: boolean | EventListenerOptions,
  ): void;
}

/** What is said in one session. */
class Conversation {
  static #last = 0;
  /** Later than all before it, in this tab and most likely in others. */
  readonly session = (Conversation.#last = Math.max(Conversation.#last + 1, Date.now()));
  readonly said: SaidLine[] = [];
  #characters = 0;

  add({ direction, text, at }: SaidLine): void {
    this.#characters += text.length;
    if (this.said.length < MAX_LINES && this.#characters <= MAX_CHARACTERS) {
      this.said.push({ direction, text, at });
    }
  }
}

function made(setup: string): Server {
  try {
    return new Server(setup);
  } catch (thrown) {
    throw badSetup(thrown);
  }
}

function lost(code: "storage-full" | "storage-failed", cause?: unknown): WsmtpError {
  const advice =
    code === "storage-full" ? "clear the inbox" : "load this page anew, and allow it to store data";
  const words = `the practice server has taken a mail that this browser does not keep: ${advice}`;
  return new WsmtpError(code, words, { cause });
}

function missing(): WsmtpError {
  return new WsmtpError("bad-input", "the mail is no longer kept: look at the list again");
}
