import type { Message, TlsReport, TranscriptLine } from "wsmtp";
import type { Conversation } from "../conversation.js";
import { type ArrivedMail, arrivedMail } from "./arrived-mail.js";
import { Dialogue } from "./dialogue.js";
import type { Happening } from "./progress.js";

/** The console that a lesson stands beside, as `<wsmtp-console>` is. */
export interface LessonConsole extends EventTarget {
  readonly connection: "closed" | "connecting" | "open";
  /** Whether all that is said goes to the practice server within the page. */
  readonly practises: boolean;
  /** Whether the engine greets by itself; in a lesson it never does. */
  guided: boolean;
  connect(): Promise<void>;
  say(line: string): Promise<unknown>;
  send(message: Message): Promise<unknown>;
}

/** The practice server of a lesson, as `Practice` of wsmtp-practice is. */
export interface LessonServer extends EventTarget {
  /** What it is like; the text of a setup. */
  readonly setup: string;
  configure(setup: string): void;
  source(id: number): Promise<Uint8Array>;
}

/** A mail in the practice server's list. */
interface Delivered {
  readonly id: number;
  readonly from: string;
  readonly to: readonly string[];
}

/** Watches a console and a practice server, and tells what happens there that goals may be about. */
export class Desk {
  #dialogue = new Dialogue();
  #tls: TlsReport | undefined;

  constructor(private readonly tell: (happening: Happening) => void) {}

  /** Listens until the signal is aborted. */
  watch(console: LessonConsole, server: LessonServer | undefined, signal: AbortSignal): void {
    const on = <T>(target: EventTarget | undefined, type: string, heed: (detail: T) => void) =>
      target?.addEventListener(type, (event) => heed((event as CustomEvent<T>).detail), { signal });
    on(console, "connection", (standing: string) => this.#stands(standing));
    on(console, "said", (line: TranscriptLine) => this.#said(line));
    on(console, "conversation", ({ tls }: Conversation) => this.#secured(tls));
    on(server, "delivered", (mail: Delivered) => {
      if (server) void this.#delivered(mail, server);
    });
  }

  #stands(standing: string): void {
    if (standing === "closed") this.tell({ kind: "closed" });
    if (standing !== "connecting") return;
    this.#dialogue = new Dialogue();
    this.#tls = undefined;
  }

  #said(line: TranscriptLine): void {
    const answered = this.#dialogue.take(line);
    if (answered) this.tell({ kind: "answered", ...answered });
  }

  /** Told once for each connection. */
  #secured(tls: TlsReport | undefined): void {
    if (tls && !this.#tls) this.tell({ kind: "secured" });
    this.#tls = tls;
  }

  async #delivered({ id, from, to }: Delivered, server: LessonServer): Promise<void> {
    // One that another tab has removed since proves nothing.
    const source = await server.source(id).catch(() => undefined);
    if (!source) return;
    const mail: ArrivedMail = await arrivedMail(from, to, source);
    this.tell({ kind: "mail", mail });
  }
}
