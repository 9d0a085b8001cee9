import type { MailSquire } from "./mail-squire.js";
import { COLOURS, SIZES } from "./palette.js";

/** What can be done to text by one press. */
export type Command =
  | "bold"
  | "italic"
  | "underline"
  | "strike"
  | "bulleted"
  | "numbered"
  | "quote"
  | "unquote"
  | "clear"
  | "undo"
  | "redo";

/** How the text is where the writer is. */
export interface Formats {
  readonly on: ReadonlySet<Command | "link">;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

const TAGS = { bold: "B", italic: "I", underline: "U", strike: "S" } as const;
const LISTS = { bulleted: "UL", numbered: "OL" } as const;

/** Does it, or undoes it where it is done. */
export function run(squire: MailSquire, command: Command): void {
  switch (command) {
    case "bold":
    case "italic":
    case "underline":
    case "strike":
      return toggle(squire, TAGS[command]);
    case "bulleted":
    case "numbered":
      return toggleList(squire, LISTS[command]);
    case "quote":
      return void squire.increaseQuoteLevel();
    case "unquote":
      return void squire.decreaseQuoteLevel();
    case "clear":
      return void squire.removeAllFormatting();
    case "undo":
      return void squire.undo();
    case "redo":
      return void squire.redo();
  }
}

/** Which of them are done where the writer is. */
export function formatsAt(squire: MailSquire): ReadonlySet<Command | "link"> {
  const on = new Set<Command | "link">();
  for (const [command, tag] of Object.entries(TAGS)) {
    if (squire.hasFormat(tag)) on.add(command as Command);
  }
  const list = listAround(squire);
  if (list === "UL") on.add("bulleted");
  if (list === "OL") on.add("numbered");
  if (squire.hasFormat("BLOCKQUOTE")) on.add("quote");
  if (squire.hasFormat("A")) on.add("link");
  return on;
}

/** Colours text; without a colour, gives it the one that all text has. */
export function colour(squire: MailSquire, name: string): void {
  const color = Object.entries(COLOURS).find(([known]) => known === name)?.[1];
  const add = color === undefined ? null : { tag: "FONT", attributes: { color } };
  squire.changeFormat(add, { tag: "FONT" });
}

/** Sizes text; without a known size, gives it the one that all text has. */
export function size(squire: MailSquire, name: string): void {
  const known = Object.entries(SIZES).find(([one]) => one === name)?.[1];
  const add = known ? { tag: "SPAN", attributes: { class: known.name } } : null;
  squire.changeFormat(add, { tag: "SPAN" });
}

function toggle(squire: MailSquire, tag: string): void {
  if (squire.hasFormat(tag)) squire.changeFormat(null, { tag });
  else squire.changeFormat({ tag });
}

function toggleList(squire: MailSquire, list: "UL" | "OL"): void {
  if (listAround(squire) === list) squire.removeList();
  else if (list === "UL") squire.makeUnorderedList();
  else squire.makeOrderedList();
}

function listAround(squire: MailSquire): string | undefined {
  const { commonAncestorContainer: at } = squire.getSelection();
  const element = at instanceof Element ? at : at.parentElement;
  const list = element?.closest("ul, ol");
  return list && squire.getRoot().contains(list) ? list.nodeName : undefined;
}
