/** The picture of NUL; those of the other controls follow in order, delete has one of its own. */
const PICTURES = 0x2400;
const DELETE_PICTURE = "\u2421";

/**
 * What a stranger wrote, fit to be shown: controls as their pictures, where a page shows nothing, and
 * without the overrides that turn the order of letters around. Show it isolated from what is beside it.
 */
export function legible(text: string): string {
  return text
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f]|\r(?!\n)/g, (control) =>
      String.fromCharCode(PICTURES + control.charCodeAt(0)),
    )
    .replaceAll("\x7f", DELETE_PICTURE)
    .replace(/[\x80-\x9f\u202d\u202e]/g, "\ufffd");
}
