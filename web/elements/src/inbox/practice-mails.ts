import type { WebSocketConstructor } from "wsmtp";
import type { Place } from "../place.js";
import type { MailSource, MailSummary, SaidLine, Watch } from "./mail-source.js";
import { newestFirst } from "./mail-source.js";

/** A practice server within the page, as far as its mails go; the one of `wsmtp-practice` is such. */
export interface PracticeMailbox extends EventTarget {
  readonly webSocket: WebSocketConstructor;
  list(): Promise<readonly MailSummary[]>;
  source(id: number): Promise<Uint8Array>;
  transcript(id: number): Promise<readonly SaidLine[]>;
  remove(id: number): Promise<void>;
  clear(): Promise<void>;
}

/** The server, or what starts it when somebody wants it. */
export type PracticeMailboxSource = PracticeMailbox | (() => Promise<PracticeMailbox>);

/** The mail that a practice server within the page has taken; its event `change` tells of changes. */
export class PracticeMails implements MailSource {
  readonly name = "page";
  readonly title = "The practice server in this page";
  private started: PracticeMailbox | undefined;

  constructor(private readonly practice: PracticeMailboxSource) {}

  get place(): Place | undefined {
    return this.started && { kind: "page", webSocket: this.started.webSocket };
  }

  async list(): Promise<readonly MailSummary[]> {
    return newestFirst(await (await this.start()).list());
  }

  async source(id: number): Promise<Uint8Array> {
    return (await this.start()).source(id);
  }

  async transcript(id: number): Promise<readonly SaidLine[]> {
    return (await this.start()).transcript(id);
  }

  async remove(id: number): Promise<void> {
    await (await this.start()).remove(id);
  }

  async clear(): Promise<void> {
    await (await this.start()).clear();
  }

  watch(signal: AbortSignal, watch: Watch): void {
    const begin = (practice: PracticeMailbox): void => {
      practice.addEventListener("change", () => watch.changed(), { signal });
      watch.live(true);
    };
    // Where it does not start, the list says so.
    this.start().then(begin, () => watch.live(false));
  }

  private async start(): Promise<PracticeMailbox> {
    const { practice } = this;
    this.started ??= typeof practice === "function" ? await practice() : practice;
    return this.started;
  }
}
