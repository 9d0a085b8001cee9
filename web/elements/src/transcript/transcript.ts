import { LitElement, html, nothing } from "lit";
import type { PropertyValues } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { Transcript } from "wsmtp";
import type { TlsReport, TranscriptLine } from "wsmtp";
import { type Conversation, missingIn } from "../conversation.js";
import type { Role } from "../explain/course.js";
import { explain, rolesOf } from "../explain/explain.js";
import { legible } from "../legible.js";
import { saveFile } from "../save.js";
import { base } from "../styles.js";
import { explanationPanel } from "./explanation.js";
import { explanationStyles, transcriptStyles } from "./transcript-styles.js";

/** How many lines the keys Page up and Page down go. */
const PAGE = 10;

/** The cipher of a TLS that is only practised (RFC 5246, section A.5): no server that is spoken to by wire takes it. */
const PRETENCE = "TLS_NULL_WITH_NULL_NULL";
/** Names of a certificate that are shown; some are for hundreds. */
const MAX_NAMES = 10;

/** Characters of a name: what domains have at most (RFC 1035 section 2.3.4). */
const MAX_NAME = 255;

const STEPS: Readonly<Record<string, number>> = {
  ArrowUp: -1,
  ArrowDown: 1,
  PageUp: -PAGE,
  PageDown: PAGE,
  Home: -Infinity,
  End: Infinity,
};

/**
 * An SMTP conversation, line by line. Every line is shown as text, whatever a server put into it, and explained where it
 * is pointed at, tapped, or come to by the arrow keys.
 *
 * @slot - what to say while there is no line yet.
 * @cssprop --wsmtp-transcript-height - the greatest height, explanation and all. Default: 32rem.
 * @cssprop --wsmtp-transcript-min-height - the least height of the lines. Default: 6rem.
 * @cssprop --wsmtp-explanation-height - the height of the explanation. Default: 14rem.
 */
@customElement("wsmtp-transcript")
export class TranscriptElement extends LitElement {
  @property({ attribute: false }) conversation: Conversation = { lines: [] };
  /** Keeps the newest line in view while more is said. */
  @property({ type: Boolean }) follow = false;
  /** Names the conversation for screen readers. */
  @property() label = "Conversation with the mail server";

  /** The line that is explained. */
  @state() private current: number | undefined;
  /** It stays explained, wherever the pointer goes. */
  @state() private pinned = false;
  /** What is explained is read aloud, unless the pointer asks for it. */
  @state() private aloud = true;
  @state() private copied = "";

  @query(".log") private log?: HTMLElement;
  @query('[role="listbox"]') private list?: HTMLElement;
  private roles: readonly Role[] = [];
  private atEnd = true;
  private seen = 0;

  static override styles = [base, transcriptStyles, explanationStyles];

  /** The conversation as a dialogue, `C: ` or `S: ` before each line. */
  get text(): string {
    const { lines } = this.conversation;
    const missing = missingIn(this.conversation);
    const behind = missing === "" ? "" : `# ${missing}\n`;
    const record = { format: "wsmtp-transcript", version: 1, lines };
    return Transcript.parse(JSON.stringify(record)).toText() + behind;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has("conversation")) return;
    const { lines } = this.conversation;
    this.roles = rolesOf(lines);
    if (this.current !== undefined && this.current >= lines.length) this.unexplain();
    this.copied = "";
  }

  override render() {
    const { lines, tls } = this.conversation;
    const explained = this.current === undefined ? undefined : explain(lines, this.current);
    return html`<div class=${explained ? "frame explained" : "frame"}>
        <div class="log" @scroll=${this.noteScroll}>
          ${lines.length === 0 ? renderEmpty() : this.renderLines(lines)}
        </div>
        <div aria-live=${this.aloud ? "polite" : "off"}>
          ${explained ? explanationPanel(explained, this.close) : nothing}
        </div>
      </div>
      ${lines.length === 0 ? nothing : this.renderBelow(tls)}`;
  }

  protected override updated(changed: PropertyValues): void {
    const { length } = this.conversation.lines;
    const more = length !== this.seen;
    this.seen = length;
    if (this.follow && this.atEnd && more && this.log) this.log.scrollTop = this.log.scrollHeight;
    // The explanation takes room from the lines; one that is only pointed at stays under the pointer.
    if (changed.has("current") && (this.aloud || this.pinned)) {
      this.renderRoot.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
    }
  }

  private renderLines(lines: readonly TranscriptLine[]) {
    return html`<ol
      role="listbox"
      aria-label=${this.label}
      aria-activedescendant=${this.current === undefined ? nothing : `line-${this.current}`}
      tabindex="0"
      @keydown=${this.move}
      @focus=${this.begin}
      @pointermove=${this.point}
      @click=${this.pin}
    >
      ${lines.map((line, at) => this.renderLine(line, at, timeOf(line, lines[at - 1])))}
    </ol>`;
  }

  private renderLine({ direction, text }: TranscriptLine, at: number, time: string) {
    return html`<li
      id="line-${at}"
      role="option"
      data-at=${at}
      aria-selected=${at === this.current}
      class=${kindOf(direction, this.roles[at])}
    >
      <time title="milliseconds since the connection began">${time}</time>
      <span class="who" aria-hidden="true">${direction}</span>
      <span class="unseen">${direction === "C" ? "Client:" : "Server:"}</span>
      <span class="text" dir="ltr" .textContent=${legible(text)}></span>
    </li>`;
  }

  private renderBelow(tls: TlsReport | undefined) {
    const hint =
      this.current === undefined
        ? "Point at a line, tap it, or go to it by the arrow keys to have it explained."
        : "";
    const missing = missingIn(this.conversation);
    return html`<div class="below">
      ${missing === "" ? nothing : html`<p class="small">${missing}</p>`}
      ${tls ? renderTls(tls) : nothing}
      <div class="tools small">
        <span role="status">${this.copied || hint}</span>
        <button type="button" @click=${this.copy}>Copy</button>
        <button type="button" @click=${this.save}>Save as text</button>
      </div>
    </div>`;
  }

  /** A reader who scrolled up is left where they are; at the end, new lines stay in view. */
  private noteScroll(): void {
    const log = this.log;
    if (log) this.atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 8;
  }

  /** Who comes here by the Tab key begins at the newest line. */
  private begin(): void {
    if (!this.list?.matches(":focus-visible") || this.current !== undefined) return;
    this.explainByKeys(this.conversation.lines.length - 1);
  }

  private move(event: KeyboardEvent): void {
    if (event.key === "Escape" && this.current !== undefined) return this.unexplain();
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const last = this.conversation.lines.length - 1;
    const from = this.current ?? (step > 0 ? -1 : last + 1);
    this.explainByKeys(Math.min(Math.max(from + step, 0), last));
  }

  private explainByKeys(at: number): void {
    this.current = at;
    this.pinned = true;
    this.aloud = true;
  }

  private point(event: PointerEvent): void {
    if (this.pinned || event.pointerType === "touch") return;
    this.current = lineAt(event) ?? this.current;
    this.aloud = false;
  }

  private pin(event: MouseEvent): void {
    const at = lineAt(event);
    // Who selects text wants to copy it.
    if (at === undefined || document.getSelection()?.type === "Range") return;
    const again = this.pinned && at === this.current;
    this.pinned = !again;
    this.aloud = false;
    this.current = at;
  }

  private readonly close = (): void => {
    this.unexplain();
    this.list?.focus();
  };

  private unexplain(): void {
    this.current = undefined;
    this.pinned = false;
    this.aloud = true;
  }

  private async copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.text);
      this.copied = "Copied.";
    } catch {
      this.copied = "The browser does not let this page copy: save it as text instead.";
    }
  }

  private save(): void {
    saveFile(new Blob([this.text], { type: "text/plain" }), "conversation.txt");
  }
}

function renderEmpty() {
  return html`<p class="empty"><slot>Nothing was said.</slot></p>`;
}

/** The line that an event is about. */
function lineAt(event: Event): number | undefined {
  const line = event.target instanceof Element ? event.target.closest<HTMLElement>("li") : null;
  return line?.dataset["at"] === undefined ? undefined : Number(line.dataset["at"]);
}

/** What stands out in a line: who speaks, that a server refuses, and what is only the mail itself. */
function kindOf(direction: TranscriptLine["direction"], role: Role | undefined): string {
  if (direction === "C") return role?.kind === "content" ? "client content" : "client";
  return role?.kind === "reply" && /^[45]/.test(role.code) ? "server failure" : "server";
}

/** When a line was said, where that is news; the unit stands at the first. */
function timeOf({ at }: TranscriptLine, before: TranscriptLine | undefined): string {
  const time = Math.round(at);
  if (!before) return `${time} ms`;
  return time === Math.round(before.at) ? "" : String(time);
}

function renderTls({ version, cipher, certificate }: TlsReport) {
  if (cipher === PRETENCE) {
    return html`<p class="tls small">
      TLS as practice: nothing is encrypted here, as nothing leaves the page.
    </p>`;
  }
  const { names, issuer } = certificate;
  const more = names.length - MAX_NAMES;
  const until = new Date(certificate.not_after).toLocaleDateString(undefined, {
    dateStyle: "medium",
  });
  return html`<p class="tls small">
    Encrypted with ${version}, ${cipher}. The server proved to be
    ${names.slice(0, MAX_NAMES).map((name, at) => html`${at === 0 ? "" : ", "}${shown(name)}`)}${more > 0 ? ` and ${more} more` : ""}:
    certificate by ${shown(issuer)}, valid until ${until}.
  </p>`;
}

/** What a certificate says, of which anybody may have written any. */
function shown(text: string) {
  return html`<bdi dir="ltr"
    >${legible(text.length > MAX_NAME ? `${text.slice(0, MAX_NAME)}…` : text)}</bdi
  >`;
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-transcript": TranscriptElement;
  }
}
