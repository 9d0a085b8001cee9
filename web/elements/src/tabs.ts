import { LitElement, css, html } from "lit";
import { customElement, property } from "lit/decorators.js";
import { base } from "./styles.js";

/** One tab: what it is called in code, and on screen. */
export interface Tab {
  readonly id: string;
  readonly label: string;
}

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };

/**
 * A row of tabs. Arrow keys, Home and End move between them.
 *
 * @fires select - `CustomEvent<string>`: the id of the tab that a person chose.
 */
@customElement("wsmtp-tabs")
export class TabsElement extends LitElement {
  @property({ attribute: false }) tabs: readonly Tab[] = [];
  @property() selected = "";
  @property() label = "";
  /** Where the selected tab's content is shown. */
  @property({ attribute: false }) panel: Element | null = null;

  static override styles = [
    base,
    css`
      [role="tablist"] {
        display: flex;
        gap: 0 0.25rem;
        overflow-x: auto;
        overflow-y: hidden;
        scrollbar-width: thin;
        border-bottom: 1px solid var(--wsmtp-line);
      }

      button {
        flex: none;
        border: 0;
        border-bottom: 2px solid transparent;
        border-radius: 0;
        background: transparent;
        color: var(--wsmtp-muted);
      }

      button[aria-selected="true"] {
        border-bottom-color: var(--wsmtp-accent);
        color: var(--wsmtp-ink);
        font-weight: 600;
      }

      @media (forced-colors: active) {
        /* There, a transparent border is not. */
        button:not([aria-selected="true"]) {
          border-bottom-color: Canvas;
        }
      }

      @media (width < 30rem) {
        [role="tablist"] {
          gap: 0;
        }

        button {
          padding-inline: 0.375rem;
        }
      }

      button:focus-visible {
        outline-offset: -2px;
      }
    `,
  ];

  override render() {
    return html`<div role="tablist" aria-label=${this.label} @keydown=${this.move}>
      ${this.tabs.map(({ id, label }) => {
        const selected = id === this.selected;
        return html`<button
          role="tab"
          type="button"
          data-tab=${id}
          aria-selected=${selected}
          tabindex=${selected ? 0 : -1}
          @click=${() => this.choose(id)}
        >
          ${label}
        </button>`;
      })}
    </div>`;
  }

  /** Puts the keyboard on the selected tab. */
  override focus(): void {
    this.renderRoot.querySelector<HTMLButtonElement>('[aria-selected="true"]')?.focus();
  }

  protected override updated(): void {
    // By element, not by id: the panel is in the tree around this one.
    for (const tab of this.renderRoot.querySelectorAll('[role="tab"]')) {
      tab.ariaControlsElements = this.panel ? [this.panel] : null;
    }
  }

  private choose(id: string): void {
    this.dispatchEvent(new CustomEvent("select", { detail: id }));
  }

  private move(event: KeyboardEvent): void {
    const now = this.tabs.findIndex(({ id }) => id === this.selected);
    const tab = this.tabs[this.destination(event.key, now)];
    if (!tab) return;
    event.preventDefault();
    this.choose(tab.id);
    // Which also brings it into view, where not all have room.
    this.renderRoot.querySelector<HTMLButtonElement>(`[data-tab="${tab.id}"]`)?.focus();
  }

  /** Where a key leads from a tab, around both ends; nowhere for most keys. */
  private destination(key: string, now: number): number {
    const count = this.tabs.length;
    if (key === "Home") return 0;
    if (key === "End") return count - 1;
    const step = STEPS[key];
    if (step === undefined) return -1;
    // Arrows lead where they point: from right to left, the next tab is left of this one.
    const fromTheRight = getComputedStyle(this).direction === "rtl";
    return (now + (fromTheRight ? -step : step) + count) % count;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-tabs": TabsElement;
  }
}
