import { LitElement, css, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { legible } from "../legible.js";
import { formatSize } from "../size.js";
import { base } from "../styles.js";

/**
 * The files of a mail: chosen by button or dropped anywhere on the form, listed with their sizes, each
 * removable.
 *
 * @fires change - `Event`: files were added or removed by hand.
 */
@customElement("wsmtp-attachments")
export class AttachmentsElement extends LitElement {
  /** The files, in the order they were added. Setting it replaces them, and fires nothing. */
  @property({ attribute: false }) files: readonly File[] = [];
  /** Octets that the server takes of a mail, encoded; null where it does not say. */
  @property({ attribute: false }) limit: number | null = null;
  @state() private dropping = false;
  @query("input") private input!: HTMLInputElement;
  /** Ends the listening to the place around. */
  private leaving: AbortController | undefined;
  @query("button.add") private addButton!: HTMLButtonElement;

  static override styles = [
    base,
    css`
      .zone {
        display: grid;
        gap: 0.625rem;
        padding: 0.75rem;
        border: 1px dashed var(--wsmtp-edge);
        border-radius: var(--wsmtp-radius);
      }

      .zone.dropping {
        border-color: var(--wsmtp-accent);
        background: var(--wsmtp-tint);
      }

      .add-row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.25rem 0.75rem;
      }

      li {
        display: flex;
        align-items: center;
        gap: 0.75rem;
        padding: 0.25rem 0 0.25rem 0.125rem;
        border-top: 1px solid var(--wsmtp-line);
      }

      .name {
        flex: 1;
        min-width: 0;
        overflow-wrap: anywhere;
      }

      .size {
        white-space: nowrap;
      }

      li button {
        min-height: 1.75rem;
        padding: 0 0.5rem;
        font-size: var(--wsmtp-small);
      }

      @media (width < 30rem) {
        li {
          flex-wrap: wrap;
          gap: 0 0.75rem;
        }

        .name {
          flex-basis: 100%;
        }
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    const signal = (this.leaving = new AbortController()).signal;
    const place: HTMLElement = this.closest("form") ?? this;
    place.addEventListener("dragover", this.dragOver, { signal });
    place.addEventListener("dragleave", this.dragLeave, { signal });
    place.addEventListener("drop", () => (this.dropping = false), { signal, capture: true });
    place.addEventListener("drop", this.drop, { signal });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.leaving?.abort();
  }

  /** Removes every file. */
  clear(): void {
    this.files = [];
  }

  override render() {
    return html`
      <div class="zone ${this.dropping ? "dropping" : ""}" role="group" aria-label="Attachments">
        <div class="add-row">
          <button class="add" type="button" @click=${() => this.input.click()}>Attach files</button>
          <span class="muted small">or drop them here</span>
          <input type="file" multiple hidden aria-label="Files to attach" @change=${this.choose} />
        </div>
        ${this.files.length === 0 ? nothing : this.renderList()}
        <p class="unseen" role="status">${this.summary()}</p>
      </div>
    `;
  }

  private renderList() {
    return html`<ul>
      ${this.files.map(
        (file, index) =>
          html`<li>
            <bdi class="name">${legible(file.name)}</bdi>
            <span class="size muted small">${formatSize(file.size)}</span>
            <button
              type="button"
              aria-label="Remove ${file.name}"
              @click=${() => this.detach(index)}
            >
              Remove
            </button>
          </li>`,
      )}
    </ul>`;
  }

  private summary(): string {
    if (this.files.length === 0) return "";
    const total = this.files.reduce((sum, file) => sum + file.size, 0);
    const count = this.files.length === 1 ? "1 file" : `${this.files.length} files`;
    return `${count} attached, ${formatSize(total)}`;
  }

  private choose(): void {
    this.add(this.input.files);
    // The same file may be chosen again after it was removed.
    this.input.value = "";
  }

  private readonly dragOver = (event: DragEvent): void => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    this.dropping = true;
  };

  private readonly dragLeave = ({ currentTarget, relatedTarget }: DragEvent): void => {
    const inside = currentTarget instanceof Node && relatedTarget instanceof Node;
    if (!inside || !currentTarget.contains(relatedTarget)) this.dropping = false;
  };

  private readonly drop = (event: DragEvent): void => {
    // The text may have taken them.
    if (!hasFiles(event) || event.defaultPrevented) return;
    event.preventDefault();
    this.add(event.dataTransfer?.files ?? null);
  };

  /** Adds files behind those that are there, as a person does. */
  add(files: Iterable<File> | null): void {
    if (files) this.keep([...this.files, ...files]);
  }

  private detach(index: number): void {
    this.keep(this.files.filter((_, at) => at !== index));
    this.addButton.focus();
  }

  private keep(files: readonly File[]): void {
    this.files = files;
    this.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes("Files") ?? false;
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-attachments": AttachmentsElement;
  }
}
