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

/** The mail that a practice server within the page has taken; its event `change` tells of changes. */
export class PracticeMails implements MailSource {
  readonly name = "practice";

  constructor(private readonly practice: PracticeMailbox) {}

  get place(): Place {
    return { kind: "page", webSocket: this.practice.webSocket };
  }

  async list(): Promise<readonly MailSummary[]> {
    return newestFirst(await this.practice.list());
  }

  source(id: number): Promise<Uint8Array> {
    return this.practice.source(id);
  }

  transcript(id: number): Promise<readonly SaidLine[]> {
    return this.practice.transcript(id);
  }

  remove(id: number): Promise<void> {
    return this.practice.remove(id);
  }

  clear(): Promise<void> {
    return this.practice.clear();
  }

  watch(signal: AbortSignal, watch: Watch): void {
    this.practice.addEventListener("change", () => watch.changed(), { signal });
    watch.live(true);
  }
}
