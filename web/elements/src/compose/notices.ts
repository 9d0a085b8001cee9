import type { ReactiveControllerHost } from "lit";
import { html } from "lit";
import type { DraftContent } from "../drafts/draft.js";
import { bringBack, renderNotice } from "./notice.js";
import type { Notice } from "./notice.js";

/**
 * What the writer is told: what happened last, until they write on; and what they can still take back, which outlasts that, as it may
 * be a whole mail that is nowhere else.
 */
export class Notices {
  #told: Notice | undefined;
  #offer: Notice | undefined;
  /** Mails that are nowhere else. A person makes each by hand, and a bound would lose one. */
  #held: readonly Notice[] = [];

  constructor(private readonly host: ReactiveControllerHost) {}

  /** Whether there is something that the writer can take back, or take up. */
  get offers(): boolean {
    return this.#offer !== undefined;
  }

  /** Tells something; with an action it is an offer, which stays. */
  show(notice: Notice): void {
    if (notice.action) this.#offer = notice;
    else this.#told = notice;
    this.host.requestUpdate();
  }

  /** Offers a mail that is nowhere else: until it is released, whatever else is begun, sent or discarded. */
  hold(mail: DraftContent, bring: (mail: DraftContent) => Promise<void>): void {
    if (this.#offer?.mail === mail) this.#offer = undefined;
    this.release(mail);
    this.#held = [...this.#held, bringBack("It is not lost.", mail, bring)];
  }

  /** A mail is in the form again. */
  release(brought: DraftContent): void {
    this.#held = this.#held.filter(({ mail }) => mail !== brought);
    this.host.requestUpdate();
  }

  /** Tells what is wrong, in a sentence. */
  warn(words: string): void {
    this.show({ words, tone: "trouble" });
  }

  /** What was told is no news any more. */
  wroteOn(): void {
    this.#told = undefined;
    this.host.requestUpdate();
  }

  /** Another mail is begun: nothing of the one before is to be told or taken back, but for what is held. */
  clear(): void {
    this.#offer = undefined;
    this.wroteOn();
  }

  /** Above the buttons; `lasting` is told while there is nothing newer, and empty where there is nothing. */
  render(lasting: string) {
    const standing: Notice = { words: lasting, tone: "trouble" };
    const told = this.#told ?? (lasting === "" ? undefined : standing);
    return html`<div role="alert">${[...this.#held, this.#offer].map(renderNotice)}</div>
      <div role="alert">${renderNotice(told)}</div>`;
  }
}
