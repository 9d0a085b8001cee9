/** Colours that are read on white and on dark paper. */
export const COLOURS = {
  Red: "#d0382b",
  Orange: "#b85c00",
  Green: "#2a8a4a",
  Blue: "#2f7fd0",
  Purple: "#9a5bd0",
  Grey: "#7a7f87",
} as const;

/** Sizes of text: the class while it is written, and what mails say. Medium is what all text has. */
export const SIZES = {
  Small: { name: "wsmtp-small", size: "small" },
  Large: { name: "wsmtp-large", size: "large" },
  Huge: { name: "wsmtp-huge", size: "xx-large" },
} as const;

/** The classes that text keeps. */
export const SIZE_CLASSES: ReadonlySet<string> = new Set(
  Object.values(SIZES).map(({ name }) => name),
);
