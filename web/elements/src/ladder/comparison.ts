import { LitElement, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { WsmtpError } from "wsmtp";
import type { Message } from "wsmtp";
import type { SignIn } from "../sign-in.js";
import type { Conversation } from "../conversation.js";
import type { Place } from "../place.js";
import { sentenceOf } from "../sentence.js";
import { base } from "../styles.js";
import { comparisonStyles } from "./comparison-styles.js";
import { type Manner, type Switched, differenceInWords, mannersOf, nameOf } from "./difference.js";
import { formatDuration } from "../duration.js";
import "./ladder.js";
import { tryOut } from "./trial.js";

/** What the reader may switch off and on. */
const SWITCHES: Readonly<Record<Switched, string>> = {
  PIPELINING: "PIPELINING",
  CHUNKING: "CHUNKING, on top of PIPELINING",
  both: "both together",
};
/** Milliseconds of a round trip: within a building, across a continent, by satellite. */
const TRIP = { least: 10, usual: 100, most: 600, step: 10 } as const;

/** Where practice servers are, and who reads there; nobody else has mail in that domain (RFC 6761, section 6.2). */
const PRACTICE = "sandbox.test";
const READERS = [`bob@${PRACTICE}`, `eve@${PRACTICE}`, `kim@${PRACTICE}`] as const;

/** One side of a comparison. */
interface Side {
  readonly manner: Manner;
  readonly conversation: Conversation;
}

/**
 * Sends the same mail twice, without and with PIPELINING or CHUNKING, and shows both ladders beside each
 * other with what the switch has saved.
 *
 * @fires compared - `CustomEvent<readonly Conversation[]>`: what was said, without the switch and with it.
 */
@customElement("wsmtp-comparison")
export class ComparisonElement extends LitElement {
  /** Where both mails go. */
  @property({ attribute: false }) place: Place | undefined;
  /** Who signs in; kept in memory alone. */
  @property({ attribute: false }) signIn: SignIn | undefined;
  /** From whom the mail is, at first; the reader may change it. By itself, a practice server's user. */
  @property() from = "";
  /** To whom: several addresses show most. By itself, three of a practice server's. */
  @property() to = "";

  @state() private switched: Switched = "PIPELINING";
  @state() private trip: number = TRIP.usual;
  @state() private sides: readonly Side[] = [];
  @state() private trouble = "";
  @state() private running: AbortController | undefined;
  @query("#from") private fromField?: HTMLInputElement;
  @query("#to") private toField?: HTMLInputElement;

  static override styles = [base, comparisonStyles];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.running?.abort();
  }

  /** Sends the mail both ways. What goes wrong is shown. */
  async run(): Promise<void> {
    this.running?.abort();
    const running = new AbortController();
    this.running = running;
    this.trouble = "";
    this.sides = [];
    try {
      for (const manner of mannersOf(this.switched)) await this.addSide(manner, running.signal);
      this.tell();
    } catch (error) {
      // That somebody has stopped it is no trouble.
      if (!running.signal.aborted) this.trouble = sentenceOf(error);
    } finally {
      if (this.running === running) this.running = undefined;
    }
  }

  override render() {
    return html`${this.renderForm()}
      <div class="result">
        <div role="status">${this.renderOutcome()}</div>
        ${this.sides.length === 2 ? this.renderTrip() : nothing}
        <div class="sides">${this.sides.map((side) => this.renderSide(side))}</div>
      </div>`;
  }

  private renderForm() {
    return html`<form @submit=${this.submit}>
      <label
        >From <input id="from" type="text" dir="ltr" autocomplete="off" .value=${this.sender}
      /></label>
      <label
        >To <input id="to" type="text" dir="ltr" autocomplete="off" .value=${this.recipients}
      /></label>
      <label>
        Switch off and on
        <select @change=${this.choose}>
          ${Object.entries(SWITCHES).map(
            ([value, words]) =>
              html`<option value=${value} ?selected=${value === this.switched}>${words}</option>`,
          )}
        </select>
      </label>
      ${
        this.running
          ? html`<button type="button" @click=${() => this.running?.abort()}>Stop</button>`
          : html`<button class="primary">Send it both ways</button>`
      }
    </form>`;
  }

  private renderOutcome() {
    if (this.trouble !== "") return html`<p class="trouble">${this.trouble}</p>`;
    const [before, after] = this.sides;
    if (!before || !after) return this.running ? html`<p class="muted">Sending …</p>` : nothing;
    const words = differenceInWords(
      this.switched,
      before.conversation,
      after.conversation,
      this.trip,
    );
    return html`<p class="difference">${words}</p>`;
  }

  private renderTrip() {
    const { least, most, step } = TRIP;
    return html`<label class="trip">
      If a round trip takes ${formatDuration(this.trip)}
      <input
        type="range"
        min=${least}
        max=${most}
        step=${step}
        .value=${String(this.trip)}
        aria-valuetext=${formatDuration(this.trip)}
        @input=${(event: Event) => (this.trip = Number((event.target as HTMLInputElement).value))}
      />
    </label>`;
  }

  private renderSide({ manner, conversation }: Side) {
    const name = nameOf(manner);
    return html`<section aria-label=${name}>
      <p class="name">${name}</p>
      <wsmtp-ladder .conversation=${conversation} .place=${this.place} label=${name}></wsmtp-ladder>
    </section>`;
  }

  private async addSide(manner: Manner, signal: AbortSignal): Promise<void> {
    const { place, signIn } = this;
    if (!place) throw new WsmtpError("bad-input", "there is no server yet: choose one");
    const { conversation, error } = await tryOut(place, signIn, this.message(), manner, signal);
    signal.throwIfAborted();
    if (conversation.lines.length > 0) this.sides = [...this.sides, { manner, conversation }];
    if (error !== undefined) throw error;
  }

  private get sender(): string {
    return this.from || (isPractice(this.place) ? (this.signIn?.user ?? `ada@${PRACTICE}`) : "");
  }

  private get recipients(): string {
    return this.to || (isPractice(this.place) ? READERS.join(", ") : "");
  }

  private message(): Message {
    return {
      from: this.fromField?.value ?? this.sender,
      to: this.toField?.value ?? this.recipients,
      subject: "A mail to be compared",
      text: "This mail is sent twice, to see in how many round trips.\n",
    };
  }

  private tell(): void {
    const detail = this.sides.map(({ conversation }) => conversation);
    this.dispatchEvent(new CustomEvent("compared", { detail }));
  }

  private readonly submit = (event: Event): void => {
    event.preventDefault();
    void this.run();
  };

  private readonly choose = (event: Event): void => {
    const chosen = (event.target as HTMLSelectElement).value;
    this.running?.abort();
    this.switched = chosen === "CHUNKING" || chosen === "both" ? chosen : "PIPELINING";
    this.sides = [];
  };
}

/** Whether mails to a place reach nobody. */
function isPractice(place: Place | undefined): boolean {
  return place?.kind === "page" || (place?.kind === "upstream" && place.upstream === "sandbox");
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-comparison": ComparisonElement;
  }
}
