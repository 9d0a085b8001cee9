import { LitElement, type PropertyValues, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { type Conversation, missingIn } from "../conversation.js";
import type { Place } from "../place.js";
import { saveFile } from "../save.js";
import { base } from "../styles.js";
import { ladderStyles } from "./ladder-styles.js";
import { type Layout, layOut } from "./layout.js";
import { partiesAt } from "./parties.js";
import { drawPicture } from "./picture.js";
import { pictureStyles } from "./picture-styles.js";
import { renderLegend } from "./legend.js";
import { saveAsFile } from "./svg-file.js";
import { renderTable } from "./table.js";
import { tripsInWords } from "./words.js";

/** How large the picture may be made: 1 is as it was drawn. */
const ZOOM = { least: 0.5, most: 3, step: 1.25 } as const;

/**
 * A conversation as a ladder: page, gateway and server are three lines, each message an arrow from who
 * says it, and what TLS locks is a tunnel. Everything that was said is shown as text.
 *
 * @slot - what to say while there is no message yet.
 */
@customElement("wsmtp-ladder")
export class LadderElement extends LitElement {
  @property({ attribute: false }) conversation: Conversation = { lines: [] };
  /** Where SMTP was spoken to; without it, through the gateway that served the page. */
  @property({ attribute: false }) place: Place | undefined;
  /** Names the picture for screen readers, and its file. */
  @property() label = "Ladder of the session";

  @state() private width = 640;
  @state() private zoom = 1;
  @state() private current = 0;
  @state() private unfolded: ReadonlySet<number> = new Set();
  @query(".view") private view?: HTMLElement;
  @query("svg.picture") private picture?: SVGSVGElement;
  private layout: Layout | undefined;

  private readonly resized = new ResizeObserver(([entry]) => {
    if (entry) this.width = Math.floor(entry.contentRect.width);
  });

  static override styles = [base, pictureStyles, ladderStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    this.resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get("conversation");
    // What goes on is looked at as before; another session begins folded.
    if (before && before.lines[0] !== this.conversation.lines[0]) {
      this.unfolded = new Set();
      this.current = 0;
    }
  }

  override render() {
    const layout = layOut(this.conversation, this.width, this.unfolded);
    this.layout = layout;
    const missing = missingIn(this.conversation);
    if (layout.rows.length === 0) {
      return html`<p class="muted"><slot>Nothing was said yet.</slot></p>`;
    }
    return html`${this.renderBar(layout)} ${this.renderPicture(layout)}
      ${
        layout.left > 0
          ? html`<p class="small muted">${layout.left} more messages are not drawn.</p>`
          : nothing
      }
      ${missing === "" ? nothing : html`<p class="small muted">${missing}</p>`}
      ${renderLegend(layout, this.parties)}
      <details>
        <summary>As a table</summary>
        ${renderTable(layout)}
      </details>`;
  }

  /** The picture as a file of its own, with its styles and in these colours; null while there is none. */
  toSvg(): string | null {
    return this.picture ? saveAsFile(this.picture) : null;
  }

  private get parties() {
    return partiesAt(this.place, document.baseURI);
  }

  private renderBar(layout: Layout) {
    const all = this.unfolded.size > 0;
    return html`<div class="bar">
      <p class="trips">${tripsInWords(layout)}</p>
      <div class="tools">
        ${
          layout.foldable
            ? html`<button type="button" @click=${this.foldAll}>
                ${all ? "Fold all" : "Unfold all"}
              </button>`
            : nothing
        }
        <button type="button" aria-label="Smaller" @click=${() => this.zoomBy(1 / ZOOM.step)}>
          −
        </button>
        <button type="button" aria-label="Larger" @click=${() => this.zoomBy(ZOOM.step)}>+</button>
        <button type="button" @click=${this.save}>Save as SVG</button>
      </div>
    </div>`;
  }

  private renderPicture(layout: Layout) {
    const { width, height } = layout;
    const { current, conversation } = this;
    const tls = (conversation.tls?.version ?? "").replace(/^TLSv/, "TLS ");
    return html`<div
      class="view"
      @keydown=${this.onKey}
      @click=${this.onClick}
      @focusin=${this.onFocus}
    >
      <svg
        class="picture"
        role="group"
        aria-label=${`${this.label}: ${tripsInWords(layout)}`}
        viewBox="0 0 ${width} ${height}"
        width=${width * this.zoom}
        height=${height * this.zoom}
      >
        ${drawPicture({ layout, parties: this.parties, tls, current: Math.min(current, layout.rows.length - 1) })}
      </svg>
    </div>`;
  }

  private zoomBy(factor: number): void {
    this.zoom = Math.min(Math.max(this.zoom * factor, ZOOM.least), ZOOM.most);
  }

  private readonly foldAll = (): void => {
    const foldable = (this.layout?.rows ?? []).filter((row) => row.foldable);
    this.unfolded = new Set(this.unfolded.size > 0 ? [] : foldable.map((row) => row.index));
  };

  private readonly onClick = (event: Event): void => {
    const index = messageAt(event);
    if (index !== undefined) this.toggle(index);
  };

  private readonly onFocus = (event: Event): void => {
    this.current = messageAt(event) ?? this.current;
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    const last = (this.layout?.rows.length ?? 1) - 1;
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: Math.min(this.current + 1, last),
      ArrowUp: Math.max(this.current - 1, 0),
      Home: 0,
      End: last,
    };
    const to = steps[event.key];
    if (to !== undefined) this.moveTo(to);
    else if (event.key === "Enter" || event.key === " ") this.toggle(this.current);
    else return;
    event.preventDefault();
  };

  private moveTo(index: number): void {
    const row = this.view?.querySelector<SVGRectElement>(`[data-message="${index}"] .hit`);
    row?.focus();
    row?.scrollIntoView({ block: "nearest" });
  }

  private toggle(index: number): void {
    if (!this.layout?.rows[index]?.foldable) return;
    const unfolded = new Set(this.unfolded);
    if (!unfolded.delete(index)) unfolded.add(index);
    this.unfolded = unfolded;
  }

  private readonly save = (): void => {
    const file = this.toSvg();
    if (file === null) return;
    saveFile(new Blob([file], { type: "image/svg+xml" }), "session.svg");
  };
}

function messageAt({ target }: Event): number | undefined {
  const row = target instanceof Element ? target.closest("[data-message]") : null;
  return row ? Number(row.getAttribute("data-message")) : undefined;
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-ladder": LadderElement;
  }
}
