import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { legible } from "../legible.js";
import { sentenceOf } from "../sentence.js";
import { base } from "../styles.js";
import type { DraftSummary } from "./draft.js";
import { heldNames } from "./hold.js";
import type { DraftKeeper } from "./keeper.js";

/** The events of the element. */
interface DraftsEventMap extends HTMLElementEventMap {
  open: CustomEvent<string>;
  discard: CustomEvent<string>;
}

/** An element that knows the types of its events. */
export interface DraftsElement {
  addEventListener<K extends keyof DraftsEventMap>(
    type: K,
    listener: (event: DraftsEventMap[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

/**
 * The drafts that are kept: to be opened, unless another tab has them open, or discarded.
 *
 * @fires open - `CustomEvent<string>`: the draft of this name is to be gone on with.
 * @fires discard - `CustomEvent<string>`: the draft of this name is not wanted any more.
 */
@customElement("wsmtp-drafts")
export class DraftsElement extends LitElement {
  /** Who keeps them. */
  @property({ attribute: false }) keeper: DraftKeeper | undefined;

  @state() private drafts: readonly DraftSummary[] | undefined;
  /** Those that a tab has open. */
  @state() private held: ReadonlySet<string> = new Set();
  /** The one of which is asked whether it is to be discarded. */
  @state() private asked = "";
  @state() private trouble = "";
  private listening = new AbortController();
  private focused: HTMLElement | null = null;

  static override styles = [
    base,
    css`
      li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.375rem 0.75rem;
        padding-block: 0.75rem;
        border-top: 1px solid var(--wsmtp-line);
      }

      .what {
        flex: 1 1 14rem;
        display: grid;
        min-width: 0;
      }

      .what > * {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      .subject {
        font-weight: 600;
      }

      .act {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.5rem;
      }

      .trouble {
        color: var(--wsmtp-bad);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.listen();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.listening.abort();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("keeper") && this.isConnected) this.listen();
    const focused = this.shadowRoot?.activeElement;
    this.focused = focused instanceof HTMLElement ? focused : null;
  }

  /** Whatever another tab does with its drafts, the focus stays where it was, or else in the list. */
  protected override updated(): void {
    const { focused } = this;
    if (!focused || focused === this.shadowRoot?.activeElement) return;
    if (focused.isConnected) focused.focus();
    else this.focusOn(".all");
  }

  override render() {
    if (this.trouble !== "") return html`<p class="trouble" role="alert">${this.trouble}</p>`;
    if (!this.drafts) return nothing;
    return html`<div class="all" role="group" aria-label="Kept drafts" tabindex="-1">
      ${
        this.drafts.length === 0
          ? html`<p class="muted">There are no drafts.</p>`
          : html`<ul aria-label="Drafts">
              ${repeat(
                this.drafts,
                ({ id }) => id,
                (draft) => this.renderDraft(draft),
              )}
            </ul>`
      }
    </div>`;
  }

  /** Reads the drafts anew: which are open elsewhere is not told by any event. */
  async refresh(): Promise<void> {
    const { keeper } = this;
    try {
      const drafts = await keeper?.store.list();
      const held = await heldNames();
      if (keeper !== this.keeper) return;
      [this.drafts, this.held, this.trouble] = [drafts ?? [], held, ""];
    } catch (error) {
      this.trouble = sentenceOf(error);
    }
  }

  private listen(): void {
    this.listening.abort();
    this.listening = new AbortController();
    const { signal } = this.listening;
    this.keeper?.store.addEventListener("change", () => this.follow(), { signal });
    this.follow();
  }

  /** A list that nobody sees is read when it is shown: each draft is read whole for it. */
  private follow(): void {
    if (this.checkVisibility()) void this.refresh();
  }

  private renderDraft({ id, subject, to, beginning, changedAt, files }: DraftSummary) {
    const name = subject.trim() === "" ? "No subject" : legible(subject);
    const whom = to === "" ? "To nobody yet" : `To ${legible(to)}`;
    const attached = files === 0 ? "" : files === 1 ? ", 1 file" : `, ${files} files`;
    return html`<li>
      <div class="what">
        <bdi class="subject">${name}</bdi>
        <bdi class="small">${whom}</bdi>
        <bdi class="muted small">${beginning === "" ? "No text yet" : legible(beginning)}</bdi>
        <span class="muted small">${when(changedAt)}${attached}</span>
      </div>
      <div class="act">
        ${this.asked === id ? this.renderQuestion(id) : this.renderActs(id, name)}
      </div>
    </li>`;
  }

  private renderActs(id: string, name: string) {
    if (id === this.keeper?.id) return html`<span class="muted small">Open here</span>`;
    if (this.keeper && this.held.has(this.keeper.lockOf(id))) {
      return html`<span class="muted small">Open in another tab</span>`;
    }
    return html`
      <button type="button" aria-label="Open ${name}" @click=${() => this.tell("open", id)}>
        Open
      </button>
      <button
        type="button"
        data-draft=${id}
        aria-label="Discard ${name}"
        @click=${() => this.ask(id)}
      >
        Discard
      </button>
    `;
  }

  private renderQuestion(id: string) {
    return html`<span>Discard it for good?</span>
      <button class="yes" type="button" @click=${() => this.discard(id)}>Discard</button>
      <button type="button" @click=${() => this.keep(id)}>Keep</button>`;
  }

  private ask(id: string): void {
    this.asked = id;
    void this.updateComplete.then(() => this.focusOn(".yes"));
  }

  private keep(id: string): void {
    this.asked = "";
    void this.updateComplete.then(() => this.focusOn(`[data-draft="${CSS.escape(id)}"]`));
  }

  /** The button goes with its draft: the list has the focus then. */
  private discard(id: string): void {
    this.tell("discard", id);
    void this.updateComplete.then(() => this.focusOn(".all"));
  }

  private focusOn(selector: string): void {
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }

  private tell(what: "open" | "discard", id: string): void {
    this.asked = "";
    this.dispatchEvent(new CustomEvent(what, { detail: id }));
  }
}

function when(time: Date): string {
  return time.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-drafts": DraftsElement;
  }
}
