import { LitElement, html, nothing } from "lit";
import type { PropertyValues } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { fileName } from "../file-name.js";
import { filesOf, hasFolder, isFilesAlone } from "../transfer.js";
import { legible } from "../legible.js";
import { sentence } from "../sentence.js";
import { formatSize } from "../size.js";
import { base } from "../styles.js";
import { attachmentsStyles } from "./attachments-styles.js";
import { kindOf } from "./kind.js";
import { Thumbnails } from "./thumbnails.js";
import { explainWeight, isAloneTooHeavy, isTooHeavy, weigh } from "./weight.js";

/** Files of one mail: more than anybody wants to read through, and few enough to list. */
const MAX_FILES = 100;

/** Characters of a file's name: what file systems hold. */
const MAX_NAME = 255;

/**
 * The files of a mail: chosen by button, pasted, or dropped anywhere on the form; each can be renamed and removed. Says what is too
 * large for the server before anything is sent.
 *
 * @fires change - `Event`: files were added, renamed or removed by hand.
 */
@customElement("wsmtp-attachments")
export class AttachmentsElement extends LitElement {
  /** The files, in the order they were added. Setting it replaces them, and fires nothing. */
  @property({ attribute: false }) files: readonly File[] = [];
  /** Octets that the server takes of a mail, encoded (SIZE, RFC 1870); null where it does not say. */
  @property({ attribute: false }) limit: number | null = null;
  /** Octets of what else the mail holds as it is sent: its text, and images within. */
  @property({ type: Number }) beside = 0;

  @state() private dropping = false;
  @state() private trouble = "";
  /** The file whose name is being written. */
  @state() private renaming: File | undefined;
  @query("input[type=file]") private input!: HTMLInputElement;
  @query("button.add") private addButton!: HTMLButtonElement;

  private readonly thumbnails = new Thumbnails();
  /** Ends the listening to the place around. */
  private leaving: AbortController | undefined;

  static override styles = [base, attachmentsStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    const signal = (this.leaving = new AbortController()).signal;
    const place: HTMLElement = this.closest("form") ?? this;
    place.addEventListener("dragover", this.dragOver, { signal });
    place.addEventListener("dragleave", this.dragLeave, { signal });
    place.addEventListener("drop", () => (this.dropping = false), { signal, capture: true });
    place.addEventListener("drop", this.drop, { signal });
    place.addEventListener("paste", this.paste, { signal });
    document.addEventListener("dragover", keepPage, { signal });
    document.addEventListener("drop", keepPage, { signal });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.leaving?.abort();
    this.thumbnails.keep([]);
  }

  /** The mail is too large for its server as it stands. */
  get isTooLarge(): boolean {
    return isTooHeavy(weigh(this.files, this.beside, this.limit));
  }

  /** Adds files behind those that are there, as a person does. */
  add(files: Iterable<File> | null): void {
    const added = [...(files ?? [])];
    const room = MAX_FILES - this.files.length;
    this.trouble =
      added.length > room ? `A mail takes ${MAX_FILES} files at most: pack some into one.` : "";
    if (added.length > 0 && room > 0) this.keep([...this.files, ...added.slice(0, room)]);
  }

  /** Removes a file, and fires nothing; false where it is not there. */
  forget(gone: File): boolean {
    const { files } = this;
    this.files = files.filter((file) => file !== gone);
    return this.files.length < files.length;
  }

  /** Removes every file. */
  clear(): void {
    this.files = [];
    this.trouble = "";
  }

  override render() {
    const weight = weigh(this.files, this.beside, this.limit);
    const heavy = explainWeight(weight);
    return html`
      <div class="zone ${this.dropping ? "dropping" : ""}" role="group" aria-label="Attachments">
        <div class="add-row">
          <button class="add" type="button" @click=${() => this.input.click()}>Attach files</button>
          <span class="muted small">or drop them here</span>
          ${
            this.limit === null || this.files.length === 0
              ? nothing
              : html`<bdi class="total muted small"
                  >${formatSize(weight.mail)} of ${formatSize(this.limit)}</bdi
                >`
          }
          <input type="file" multiple hidden aria-label="Files to attach" @change=${this.choose} />
        </div>
        ${
          this.files.length === 0
            ? nothing
            : html`<ul>
                ${this.files.map((file, index) => this.renderFile(file, index))}
              </ul>`
        }
        <p class="trouble small" role="alert">${heavy === "" ? this.trouble : sentence(heavy)}</p>
        <p class="unseen" role="status">${this.summary(weight.files)}</p>
      </div>
    `;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("files")) this.thumbnails.keep(this.files);
  }

  private renderFile(file: File, index: number) {
    const picture = this.thumbnails.of(file);
    const tooLarge = isAloneTooHeavy(file, this.limit);
    return html`<li data-too-large=${tooLarge}>
      ${
        picture === undefined
          ? html`<span class="kind" aria-hidden="true">${kindOf(file)}</span>`
          : html`<img class="picture" src=${picture} alt="" />`
      }
      <div>
        ${file === this.renaming ? this.renderName(file, index) : html`<span class="name"><bdi>${fileName(file.name)}</bdi></span>`}
        <bdi class="muted small">${formatSize(file.size)}</bdi>
        ${tooLarge ? html`<span class="trouble small">more than the server takes</span>` : nothing}
      </div>
      <div class="doings">
        <button
          type="button"
          data-rename=${index}
          aria-label="Rename ${fileName(file.name)}"
          @click=${() => this.startRenaming(file)}
        >
          Rename
        </button>
        <button
          type="button"
          aria-label="Remove ${fileName(file.name)}"
          @click=${() => this.detach(index)}
        >
          Remove
        </button>
      </div>
    </li>`;
  }

  private renderName(file: File, index: number) {
    const press = (event: KeyboardEvent): void => {
      if (event.key !== "Enter" && event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key === "Enter") this.rename(index, event.currentTarget);
      void this.stopRenaming(index);
    };
    return html`<input
      dir="auto"
      aria-label="Name of the file"
      maxlength=${MAX_NAME}
      autocomplete="off"
      autocapitalize="none"
      spellcheck="false"
      .value=${legible(file.name)}
      @keydown=${press}
      @change=${({ currentTarget }: Event) => this.rename(index, currentTarget)}
      @blur=${() => (this.renaming = undefined)}
    />`;
  }

  private summary(size: number): string {
    if (this.files.length === 0) return "";
    const count = this.files.length === 1 ? "1 file" : `${this.files.length} files`;
    return `${count} attached, ${formatSize(size)}`;
  }

  private choose(): void {
    this.add(this.input.files);
    // The same file may be chosen again after it was removed.
    this.input.value = "";
  }

  private async startRenaming(file: File): Promise<void> {
    this.renaming = file;
    await this.updateComplete;
    const field = this.renderRoot.querySelector<HTMLInputElement>("li input");
    field?.focus();
    // What tells programs what the file is, mostly stays.
    field?.setSelectionRange(0, field.value.replace(/(.)\.[^.]*$/, "$1").length);
  }

  private rename(index: number, field: EventTarget | null): void {
    const file = this.files[index];
    const name = field instanceof HTMLInputElement ? field.value.trim() : "";
    if (!file || file !== this.renaming || name === "" || name === legible(file.name)) return;
    const { type, lastModified } = file;
    const renamed = new File([file], name, { type, lastModified });
    this.renaming = renamed;
    this.keep(this.files.map((one) => (one === file ? renamed : one)));
  }

  private async stopRenaming(index: number): Promise<void> {
    this.renaming = undefined;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLButtonElement>(`[data-rename="${index}"]`)?.focus();
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
    const folder = hasFolder(event.dataTransfer);
    this.add(filesOf(event.dataTransfer));
    if (folder)
      this.trouble =
        "Folders cannot be attached: pack them into one file, or attach what is in them.";
  };

  private readonly paste = (event: ClipboardEvent): void => {
    if (event.defaultPrevented || !isFilesAlone(event.clipboardData)) return;
    const files = filesOf(event.clipboardData);
    if (files.length === 0) return;
    event.preventDefault();
    this.add(files);
  };

  private detach(index: number): void {
    this.trouble = "";
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

/** A file that misses the form would take the page's place. */
function keepPage(event: DragEvent): void {
  const { dataTransfer } = event;
  if (event.defaultPrevented || !dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  dataTransfer.dropEffect = "none";
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-attachments": AttachmentsElement;
  }
}
