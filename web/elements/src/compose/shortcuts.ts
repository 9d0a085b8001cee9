/** What a shortcut does in the compose window. */
export type Command = "send" | "undo" | "save" | "cc" | "bcc" | "discard" | "drafts" | "help";

interface Shortcut {
  readonly command: Command;
  /** As `KeyboardEvent.key` has it, in lower case. */
  readonly key: string;
  readonly shift: boolean;
  /** What it does, for the list of shortcuts. */
  readonly words: string;
}

/** All are with Ctrl, or ⌘ on a Mac, so that they work while one writes. */
export const SHORTCUTS: readonly Shortcut[] = [
  { command: "send", key: "enter", shift: false, words: "Send the mail" },
  { command: "undo", key: "z", shift: true, words: "Undo: take back the mail just sent" },
  { command: "save", key: "s", shift: false, words: "Save the draft now" },
  { command: "cc", key: "c", shift: true, words: "Copy to somebody (Cc)" },
  { command: "bcc", key: "b", shift: true, words: "Copy to somebody unseen (Bcc)" },
  { command: "discard", key: "d", shift: true, words: "Discard the draft" },
  { command: "drafts", key: "o", shift: false, words: "Show the drafts" },
  { command: "help", key: "/", shift: false, words: "Show these shortcuts" },
];

/** Keys that are told of beside the shortcuts, and what they do where. */
export const KEYS: readonly { readonly keys: string; readonly words: string }[] = [
  { keys: "Enter or ,", words: "Make a recipient of what is typed" },
  { keys: "← →", words: "Go among the recipients" },
  { keys: "Enter", words: "Edit the recipient" },
  { keys: "Delete", words: "Remove the recipient" },
];

/** What a key asks for, if anything; one that something within the form has taken asks for nothing. */
export function commandOf(event: KeyboardEvent): Command | undefined {
  if (event.defaultPrevented || event.isComposing || event.altKey) return undefined;
  const { key, shiftKey } = event;
  const typesNothing = !event.composedPath().some(isWritten);
  if (key === "?" && !event.ctrlKey && !event.metaKey) return typesNothing ? "help" : undefined;
  if (event.ctrlKey === event.metaKey) return undefined;
  // On many keyboards, a slash is a shifted key.
  const found = SHORTCUTS.find(
    (one) => one.key === key.toLowerCase() && (one.shift === shiftKey || one.key === "/"),
  );
  // Where one writes, the same key brings back what was undone there.
  if (found?.command === "undo" && event.composedPath().some(isText)) return undefined;
  return found?.command;
}

/** A shortcut's keys as they are written on this machine. */
export function keysOf({ key, shift }: Shortcut): readonly string[] {
  const mac = /mac|iphone|ipad/iu.test(navigator.platform);
  const named = key === "enter" ? "Enter" : key.toUpperCase();
  return [mac ? "⌘" : "Ctrl", ...(shift ? [mac ? "⇧" : "Shift"] : []), named];
}

function isText(target: EventTarget): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea"))
  );
}

function isWritten(target: EventTarget): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input, textarea, select"))
  );
}
