import Squire from "squire-rte";
import { HELD_STYLE, styleOf } from "../inert.js";
import type { InlineImages } from "./inline-images.js";
import { mailFragment } from "./mail-html.js";

/** States that can be gone back to: each is the whole text. */
const MAX_UNDO = 100;

/** Keys that are the browser's or the page's again: Tab leads on, so that nobody is kept in the text. */
const NOT_OURS = ["Tab", "Shift-Tab", "PageUp", "PageDown", "Ctrl-d", "Meta-d"];

/** Formats that a key ends. */
const ENDING = ["B", "I", "U", "S"];

/** As Squire does. */
const WATCHED = { childList: true, attributes: true, characterData: true, subtree: true };

/**
 * Squire under a policy that forbids inline styles. Such a policy ignores a `style` attribute that is parsed, but not what
 * is set by property; so a state of the history, which is parsed when it comes back, keeps styles beside.
 */
export class MailSquire extends Squire {
  constructor(root: HTMLElement, images: InlineImages) {
    super(root, {
      undo: { documentSizeThreshold: 0, undoLimit: MAX_UNDO },
      tagAttributes: { blockquote: { type: "cite" } },
      sanitizeToDOMFragment: (html) => document.adoptNode(mailFragment(html, images.shownFrom)),
      didError: (error) => reportError(error),
    });
    // Its handles are styled inline; here images have a bar of their own.
    this._imageResizer.destroy();
    for (const key of NOT_OURS) this.setKeyHandler(key, null);
    this.watchText(root);
  }

  /** Watches what is in the root, and not what extensions of browsers set on it: nobody has written that. */
  private watchText(root: HTMLElement): void {
    this._mutation.disconnect();
    this._mutation = new MutationObserver((records) => {
      const isText = ({ target, type }: MutationRecord) => target !== root || type !== "attributes";
      if (records.some(isText)) this._docWasChanged();
    });
    this._mutation.observe(root, WATCHED);
  }

  /** A format that was just ended stays so on the next line, though the character that held its place is gone by then. */
  override splitBlock(lineBreakOnly: boolean, range?: Range): this {
    const ended = ENDING.filter((tag) => !this.hasFormat(tag));
    super.splitBlock(lineBreakOnly, range);
    for (const tag of ended) if (this.hasFormat(tag)) this.changeFormat(null, { tag });
    return this;
  }

  /** Whether a state that can be gone back to has such text in its HTML. */
  remembers(text: string): boolean {
    return this._undoStack.some((html) => html.includes(text));
  }

  override _getRawHTML(): string {
    const copy = this._root.cloneNode(true) as HTMLElement;
    for (const one of copy.querySelectorAll("[style]")) {
      one.setAttribute(HELD_STYLE, styleOf(one));
      one.removeAttribute("style");
    }
    return copy.innerHTML;
  }

  override _setRawHTML(html: string): this {
    super._setRawHTML(html);
    for (const one of this._root.querySelectorAll<HTMLElement>(`[${HELD_STYLE}]`)) {
      one.style.cssText = styleOf(one);
      one.removeAttribute(HELD_STYLE);
    }
    return this;
  }
}
