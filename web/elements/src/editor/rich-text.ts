import { NO_BODY } from "./body.js";
import type { EditorBody } from "./body.js";
import { colour, formatsAt, run, size } from "./formats.js";
import type { Command, Formats } from "./formats.js";
import { InlineImages } from "./inline-images.js";
import { mailDocument } from "./mail-document.js";
import { MailSquire } from "./mail-squire.js";
import { plainText } from "./plain-text.js";
import { textHtml } from "./text-html.js";
import type { ImageWish } from "./image-bar.js";
import { filesOf, isFilesAlone } from "../transfer.js";

/** What a text tells of. */
export interface RichTextListener {
  /** The text has changed, by hand or by command. */
  readonly changed: () => void;
  /** The writer is elsewhere, or the text there is formatted differently. */
  readonly moved: () => void;
  /** Files came that cannot be shown within the text. */
  readonly files: (files: File[]) => void;
}

/** Pixels that an image is shown wide at first, at most: what fits beside the text of a mail. */
const WIDE = 640;

/** Formatted text that is being written. */
export class RichText {
  private readonly squire: MailSquire;
  private readonly images = new InlineImages();
  /** What is dragged is part of the text: Squire moves it. */
  private isMoving = false;
  private canUndo = false;
  private canRedo = false;

  constructor(
    private readonly root: HTMLElement,
    private readonly listener: RichTextListener,
  ) {
    // Before Squire's own, which would take them as text.
    root.addEventListener("paste", this.paste, { capture: true });
    root.addEventListener("drop", this.drop, { capture: true });
    root.addEventListener("dragover", takeFiles);
    root.addEventListener("dragstart", () => (this.isMoving = true));
    root.addEventListener("dragend", () => (this.isMoving = false));
    root.addEventListener("click", this.chooseImage);
    this.squire = new MailSquire(root, this.images);
    this.squire.addEventListener("input", () => listener.changed());
    for (const type of ["pathChange", "cursor", "select"]) {
      this.squire.addEventListener(type, () => listener.moved());
    }
    this.squire.addEventListener("undoStateChange", this.noteHistory);
  }

  get body(): EditorBody {
    if (this.isEmpty) return NO_BODY;
    const { html, images } = mailDocument(this.root, this.images);
    return { html, text: this.text, images };
  }

  set body({ html, text, images }: EditorBody) {
    // Those of another text are not shown in this one, whatever it calls its own.
    this.images.clear();
    this.images.addAll(images);
    this.squire.setHTML(html === "" ? textHtml(text) : html);
    this.canUndo = this.canRedo = false;
    this.listener.moved();
  }

  get text(): string {
    return plainText(this.root);
  }

  get isEmpty(): boolean {
    return (
      this.root.textContent.replace(/[\s\u200b]/g, "") === "" && !this.root.querySelector("img, hr")
    );
  }

  get formats(): Formats {
    return { on: formatsAt(this.squire), canUndo: this.canUndo, canRedo: this.canRedo };
  }

  /** The image that is selected, and nothing beside it. */
  get image(): HTMLImageElement | undefined {
    const range = this.squire.getSelection();
    if (range.collapsed || range.toString().trim() !== "") return undefined;
    const all = [...this.root.querySelectorAll("img")].filter((image) =>
      range.intersectsNode(image),
    );
    return all.length === 1 ? all[0] : undefined;
  }

  /** The address of the link that the writer is in. */
  get link(): string {
    return this.linkElement?.getAttribute("href") ?? "";
  }

  private get linkElement(): HTMLAnchorElement | undefined {
    const { commonAncestorContainer: at } = this.squire.getSelection();
    const link = (at instanceof Element ? at : at.parentElement)?.closest("a");
    return link && this.root.contains(link) ? link : undefined;
  }

  run(command: Command): void {
    run(this.squire, command);
  }

  colour(name: string): void {
    colour(this.squire, name);
  }

  size(name: string): void {
    size(this.squire, name);
  }

  /** Makes what is selected a link, or the link there lead elsewhere; where nothing is, the address is written. */
  makeLink(address: string): void {
    const range = this.squire.getSelection();
    const link = this.linkElement;
    if (range.collapsed && link) {
      range.selectNodeContents(link);
      this.squire.setSelection(range);
    }
    this.squire.makeLink(address);
  }

  removeLink(): void {
    this.squire.removeLink();
  }

  /** Puts files in where the writer is: images within the text, others told on. */
  insert(files: Iterable<File>): void {
    this.recountImages();
    const others: File[] = [];
    for (const file of files) {
      if (this.images.takes(file)) this.insertImage(file);
      else others.push(file);
    }
    if (others.length > 0) this.listener.files(others);
  }

  /** Describes an image, and says how wide it is shown. */
  describe(image: HTMLImageElement, { alt, width }: ImageWish): void {
    this.squire.saveUndoState();
    image.alt = alt;
    if (width > 0) image.width = width;
    else image.removeAttribute("width");
  }

  removeImage(image: HTMLImageElement): void {
    this.squire.saveUndoState();
    image.remove();
    this.focus();
  }

  focus(): void {
    this.squire.focus();
  }

  /** Puts the writer behind so many characters of plain text that was just set. */
  moveTo(text: string, offset: number): void {
    const line = text.slice(0, offset).split("\n");
    const block = this.root.children[line.length - 1];
    const range = document.createRange();
    range.selectNodeContents(block ?? this.root);
    range.collapse((line.at(-1) ?? "") === "");
    this.squire.setSelection(range);
    this.focus();
  }

  /** Ends the writing; the root may be thrown away. */
  close(): void {
    this.squire.destroy();
    this.images.clear();
  }

  private recountImages(): void {
    this.images.recount(this.root, (url) => this.squire.remembers(url));
  }

  private insertImage(file: File): void {
    this.squire.saveUndoState();
    const image = this.squire.insertImage(this.images.add(file), { alt: "" });
    const fit = (): void => {
      if (image.naturalWidth > WIDE && !image.hasAttribute("width")) image.width = WIDE;
    };
    image.addEventListener("load", fit, { once: true });
  }

  private readonly noteHistory = (event: Event): void => {
    const { canUndo, canRedo } = (event as CustomEvent<{ canUndo: boolean; canRedo: boolean }>)
      .detail;
    Object.assign(this, { canUndo, canRedo });
    this.listener.moved();
  };

  private readonly paste = (event: ClipboardEvent): void => {
    this.recountImages();
    const files = filesOf(event.clipboardData);
    if (files.length === 0 || !isFilesAlone(event.clipboardData)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.insert(files);
  };

  private readonly drop = (event: DragEvent): void => {
    this.recountImages();
    const files = filesOf(event.dataTransfer);
    if (files.length === 0 || this.isMoving) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.moveToPoint(event.clientX, event.clientY);
    this.insert(files);
  };

  private moveToPoint(x: number, y: number): void {
    const at = document.caretPositionFromPoint(x, y);
    if (!at || !this.root.contains(at.offsetNode)) return;
    const range = document.createRange();
    range.setStart(at.offsetNode, at.offset);
    this.squire.setSelection(range);
  }

  private readonly chooseImage = ({ target }: Event): void => {
    if (!(target instanceof HTMLImageElement)) return;
    const range = document.createRange();
    range.selectNode(target);
    this.squire.setSelection(range);
    this.listener.moved();
  };
}

/** Says that files may be dropped here. */
function takeFiles(event: DragEvent): void {
  if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
}
