/** Where the person's choice is kept, in seconds. */
const KEY = "wsmtp-undo";

/** For how many seconds a mail may be kept back so that one can change one's mind; 0 is not at all. */
export const UNDO_CHOICES = [0, 5, 10, 30] as const;

/** Long enough to see a mistake, short enough not to be waited for. */
const DEFAULT = 5;

/** For how many seconds mails are kept back in this browser. */
export function undoSeconds(): number {
  const stored = read();
  if (stored === null) return DEFAULT;
  return UNDO_CHOICES.find((seconds) => String(seconds) === stored) ?? DEFAULT;
}

/** Keeps the person's choice, where the browser keeps anything. */
export function chooseUndo(seconds: (typeof UNDO_CHOICES)[number]): void {
  try {
    localStorage.setItem(KEY, String(seconds));
  } catch {
    // A browser that stores nothing has the default next time.
  }
}

function read(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
