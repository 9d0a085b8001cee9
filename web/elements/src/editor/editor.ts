import { LitElement, html, nothing } from "lit";
import type { PropertyValues } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { base } from "../styles.js";
import { NO_BODY, withImages } from "./body.js";
import type { EditorBody, InlineImage } from "./body.js";
import { EditablePlace } from "./editable-place.js";
import { EDITABLE, adoptEditableStyles } from "./editable-styles.js";
import { editorStyles } from "./editor-styles.js";
import type { Formats } from "./formats.js";
import { inertBody, lively } from "../inert.js";
import "./image-bar.js";
import type { ImageWish } from "./image-bar.js";
import "./link-bar.js";
import { plainText } from "./plain-text.js";
import { quotation } from "./quotation.js";
import type { QuoteOptions } from "./quotation.js";
import type { RichText } from "./rich-text.js";
import { textHtml } from "./text-html.js";
import "./toolbar.js";
import type { EditorToolbarElement, Wish } from "./toolbar.js";
import { filesOf, isFilesAlone } from "../transfer.js";

/** Milliseconds in which a page has nothing better to do, at the latest. */
const SOON = 2_000;

/** What a writer is told of formatted text. */
const LABEL = "Text";

/**
 * Writes the text of a mail. What formats it is loaded once the page is at rest, or somebody begins to write; until then, and
 * where that fails, the text is plain.
 *
 * @fires input - `Event`: what is written has changed.
 * @fires files - `CustomEvent<File[]>`: files were dropped or pasted that are no images, or can no longer be within the text.
 * @fires reclaim - `CustomEvent<File>`: an image that was handed on so is to be within the text again; `preventDefault()` leaves it out.
 */
@customElement("wsmtp-editor")
export class EditorElement extends LitElement {
  /** Only plain text is wanted. */
  @property({ type: Boolean, reflect: true }) plain = false;

  @state() private rich: RichText | undefined;
  @state() private formats: Formats | undefined;
  @state() private image: HTMLImageElement | undefined;
  @state() private empty = true;
  @state() private failed = false;
  /** A link's address is being asked for. */
  @state() private linking = false;
  @state() private news = "";
  /** What is written while there is no formatted text. */
  @state() private written: EditorBody = NO_BODY;

  /** What was formatted before only plain text was wanted, for as long as that stays as it is. */
  private formatted: EditorBody | undefined;

  @query("textarea") private area!: HTMLTextAreaElement;
  @query("input[type=file]") private chooser!: HTMLInputElement;
  @query("wsmtp-editor-toolbar") private toolbar!: EditorToolbarElement;

  private readonly place = new EditablePlace();
  /** The attempt to load what formats text that is under way. */
  private opening: Promise<void> | undefined;
  /** Somebody writes a character that takes several keys. */
  private composing = false;
  private frame: number | undefined;

  static override styles = [base, editorStyles];

  constructor() {
    super();
    const { root } = this.place;
    root.className = EDITABLE;
    root.dir = "auto";
    const attributes = { role: "textbox", "aria-multiline": "true", "aria-label": LABEL };
    for (const [name, value] of Object.entries(attributes)) root.setAttribute(name, value);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    whenIdle(() => void this.open());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.close();
  }

  override render() {
    return html`<div
        class="paper"
        @input=${this.noteInput}
        @keydown=${this.press}
        @click=${this.focusBeneath}
      >
        ${this.rich ? this.renderRich() : this.renderPlain()}
      </div>
      ${this.failed && !this.plain ? this.renderFailure() : nothing} ${this.renderBar()}
      <wsmtp-editor-toolbar
        .formats=${this.formats}
        .plain=${this.plain}
        @wish=${this.fulfil}
        @keydown=${this.leaveToolbar}
      ></wsmtp-editor-toolbar>
      <input
        type="file"
        accept="image/*"
        multiple
        hidden
        aria-label="Images"
        @change=${this.choose}
      />
      <p class="unseen" role="status">${this.news}</p>`;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("plain")) return;
    if (this.plain) this.becomePlain();
    // At first, the page's rest is waited for.
    else if (this.hasUpdated) this.becomeRich();
  }

  /** What is written now. Setting it replaces everything, and fires nothing. */
  get body(): EditorBody {
    return this.rich?.body ?? this.written;
  }

  set body({ html, text, images }: EditorBody) {
    const told = text !== "" || html === "" ? text : textOf(html);
    const body = { html: this.plain ? "" : html, text: told, images };
    this.formatted = undefined;
    // Plain text is kept to the letter, which formatted text would not.
    if (this.plain) this.leave();
    if (this.rich) this.rich.body = body;
    else this.written = body;
    this.noteState();
  }

  /** Nothing is written. */
  get isEmpty(): boolean {
    if (this.rich) return this.rich.isEmpty;
    return this.written.text.trim() === "" && this.written.images.length === 0;
  }

  /** Forgets everything. */
  clear(): void {
    this.body = NO_BODY;
    this.linking = false;
  }

  override focus(): void {
    if (this.rich) this.rich.focus();
    else this.area?.focus();
  }

  /** Quotes a mail's HTML behind what is written, with the images that its `cid:` addresses name. */
  quote(
    html: string,
    options: QuoteOptions & { readonly images?: readonly InlineImage[] } = {},
  ): void {
    const quoted = quotation(html, options);
    const { html: own, text, images } = this.body;
    this.body = {
      html: (own || textHtml(text)) + lively(quoted.outerHTML),
      text: `${text}\n\n${plainText(quoted)}\n`,
      images: [...images, ...(options.images ?? [])],
    };
  }

  private renderRich() {
    return html`<slot name="text"></slot>
      ${this.empty ? html`<span class="placeholder" aria-hidden="true">Write your mail</span>` : nothing}`;
  }

  /** What is formatted waits for what can edit it, lest the formatting be lost. */
  private renderPlain() {
    const waits = this.written.html !== "";
    return html`<textarea
      aria-label=${LABEL}
      dir="auto"
      placeholder="Write your mail"
      .value=${this.written.text}
      ?readonly=${waits}
      aria-busy=${waits && !this.failed}
      @focus=${() => void this.open()}
      @paste=${this.pasteFiles}
      @compositionstart=${() => (this.composing = true)}
      @compositionend=${() => (this.composing = false)}
    ></textarea>`;
  }

  private renderFailure() {
    const formatted = this.written.html !== "";
    return html`<p class="failure small" role="alert">
      What formats text could not be
      loaded${formatted ? ", so this mail can only be read for now." : ", so this mail is plain text."}
      <button type="button" @click=${this.tryAgain}>Try again</button>
      ${
        formatted
          ? html`<button type="button" @click=${this.goOnPlain}>Go on as plain text</button>`
          : nothing
      }
    </p>`;
  }

  private renderBar() {
    const { rich, image } = this;
    if (!rich) return nothing;
    if (this.linking) {
      return html`<wsmtp-link-bar
        address=${rich.link}
        @link=${this.makeLink}
        @leave=${this.leaveBar}
      ></wsmtp-link-bar>`;
    }
    if (!image) return nothing;
    return html`<wsmtp-image-bar
      .image=${image}
      @describe=${({ detail }: CustomEvent<ImageWish>) => rich.describe(image, detail)}
      @remove=${() => rich.removeImage(image)}
      @leave=${this.leaveBar}
    ></wsmtp-image-bar>`;
  }

  /** Loads what formats text, and goes on with what is written. */
  private open(): Promise<void> {
    if (this.rich || this.plain || !this.isConnected) return Promise.resolve();
    return (this.opening ??= this.load().finally(() => (this.opening = undefined)));
  }

  private async load(): Promise<void> {
    try {
      const { RichText } = await import("./rich-text.js");
      if (this.composing) await happened(this.area, "compositionend");
      if (this.isConnected && !this.plain) await this.begin(RichText);
      this.failed = false;
    } catch (error) {
      this.fail(error);
    }
  }

  private async begin(Text: typeof RichText): Promise<void> {
    const { written } = this;
    const writes = this.renderRoot.querySelector("textarea:focus") !== null;
    const offset = this.area.selectionStart;
    adoptEditableStyles();
    this.place.enter(this, "text");
    const rich = new Text(this.place.root, {
      changed: this.noteChange,
      moved: this.noteMove,
      files: this.handOn,
    });
    rich.body = written;
    this.rich = rich;
    this.noteState();
    await this.updateComplete;
    if (writes) rich.moveTo(written.html === "" ? written.text : "", offset);
  }

  /** What is written stays as it is: formatting is given up by a person alone. */
  private fail(error: unknown): void {
    reportError(error);
    if (!this.rich) this.place.leave();
    this.failed = true;
  }

  private readonly tryAgain = async (): Promise<void> => {
    // An attempt that began before the wish may fail yet.
    await this.opening;
    await this.open();
    // The button that was pressed is gone.
    if (this.rich) this.focus();
  };

  private readonly goOnPlain = async (): Promise<void> => {
    this.plain = true;
    await this.updateComplete;
    this.focus();
    this.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
  };

  /** Leaves the page; what is written comes back with the element. */
  private close(): void {
    if (this.rich) this.written = this.rich.body;
    this.leave();
  }

  /** Ends the formatting of text, which is not looked at any more. */
  private leave(): void {
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    this.frame = undefined;
    if (!this.rich) return;
    this.rich.close();
    this.place.leave();
    this.rich = this.formats = this.image = undefined;
    this.linking = false;
  }

  private becomePlain(): void {
    this.close();
    const { html, text, images } = this.written;
    if (html !== "") this.formatted = this.written;
    this.written = { html: "", text, images: [] };
    if (images.length > 0) this.handOn(images.map(({ file }) => file));
  }

  /** Text that nobody has changed meanwhile is formatted as it was. */
  private becomeRich(): void {
    const { formatted } = this;
    this.formatted = undefined;
    if (formatted) this.written = withImages(formatted, (file) => this.reclaim(file));
    void this.open();
  }

  /** Asks for an image back that was handed on; false where it is no longer there as it was. */
  private reclaim(detail: File): boolean {
    const about = { bubbles: true, composed: true, cancelable: true };
    return this.dispatchEvent(new CustomEvent("reclaim", { detail, ...about }));
  }

  private readonly noteChange = (): void => {
    this.noteState();
    this.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
  };

  private noteState(): void {
    this.empty = this.isEmpty;
    if (this.rich) this.noteMove();
  }

  /** At most once for each picture that the page draws. */
  private readonly noteMove = (): void => {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      const formats = this.rich?.formats;
      if (!isSame(formats, this.formats)) this.formats = formats;
      this.image = this.rich?.image;
    });
  };

  /** Formatted text tells of its changes by itself. */
  private noteInput(event: Event): void {
    if (this.rich) return event.stopPropagation();
    this.formatted = undefined;
    this.written = { html: "", text: this.area.value, images: [] };
  }

  private readonly handOn = (detail: File[]): void => {
    this.dispatchEvent(new CustomEvent("files", { detail, bubbles: true, composed: true }));
  };

  private pasteFiles(event: ClipboardEvent): void {
    const files = filesOf(event.clipboardData);
    if (files.length === 0 || !isFilesAlone(event.clipboardData)) return;
    event.preventDefault();
    this.handOn(files);
  }

  private fulfil({ detail }: CustomEvent<Wish>): void {
    switch (detail.kind) {
      case "command":
        return this.rich?.run(detail.command);
      case "colour":
        return this.rich?.colour(detail.name);
      case "size":
        return this.rich?.size(detail.name);
      case "link":
        return void (this.linking = this.rich !== undefined);
      case "image":
        return this.chooser.click();
      case "plain":
        this.plain = !this.plain;
        this.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
    }
  }

  private choose(event: Event): void {
    event.stopPropagation();
    const files = [...(this.chooser.files ?? [])];
    this.chooser.value = "";
    this.rich?.insert(files);
    this.news = files.length === 1 ? "Image inserted" : `${files.length} images inserted`;
  }

  private makeLink({ detail }: CustomEvent<string>): void {
    this.linking = false;
    if (detail === "") this.rich?.removeLink();
    else this.rich?.makeLink(detail);
  }

  private leaveBar(): void {
    this.linking = false;
    this.focus();
  }

  private press(event: KeyboardEvent): void {
    const control = event.ctrlKey || event.metaKey;
    if (
      control &&
      !event.altKey &&
      !event.shiftKey &&
      event.key.toLowerCase() === "k" &&
      this.rich
    ) {
      this.linking = true;
    } else if (event.altKey && event.key === "F10") {
      this.toolbar.focus();
    } else {
      return;
    }
    event.preventDefault();
  }

  private leaveToolbar(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    event.preventDefault();
    this.focus();
  }

  /** The paper may be taller than what is written on it. */
  private focusBeneath({ target, currentTarget }: Event): void {
    if (target === currentTarget) this.focus();
  }
}

function isSame(one: Formats | undefined, other: Formats | undefined): boolean {
  if (!one || !other) return one === other;
  const history = one.canUndo === other.canUndo && one.canRedo === other.canRedo;
  return (
    history && one.on.size === other.on.size && [...one.on].every((name) => other.on.has(name))
  );
}

function textOf(html: string): string {
  return plainText(inertBody(html));
}

function happened(target: EventTarget, type: string): Promise<void> {
  return new Promise((resolve) => target.addEventListener(type, () => resolve(), { once: true }));
}

/** Safari does not tell when it is idle. */
function whenIdle(then: () => void): void {
  if ("requestIdleCallback" in window) requestIdleCallback(then, { timeout: SOON });
  else setTimeout(then);
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-editor": EditorElement;
  }
}
