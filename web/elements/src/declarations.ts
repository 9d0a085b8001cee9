/** Characters of one style that are read: what people's programs write is far shorter. */
const MAX_STYLE = 2_000;

/** One property and its value. */
export type Declaration = readonly [name: string, value: string];

/** What a `style` attribute says; a background is named as the colour that it mostly is. */
export function declarations(style: string): Declaration[] {
  return style
    .slice(0, MAX_STYLE)
    .split(";")
    .map((one): Declaration => {
      const [name = "", ...value] = one.split(":");
      return [
        property(name),
        value
          .join(":")
          .replace(/!\s*important/i, "")
          .trim(),
      ];
    });
}

/** Whether what has this style is not to be seen, whatever is in it: an element of no font size may have text of its own size. */
export function hides(style: string): boolean {
  return declarations(style).some(
    ([name, value]) =>
      (name === "display" && value === "none") ||
      (name === "visibility" && value === "hidden") ||
      (name === "mso-hide" && value === "all") ||
      (name === "opacity" && Number.parseFloat(value) === 0),
  );
}

/** A background is an image's, too; where it is only a colour, it is kept as that. */
function property(name: string): string {
  const lower = name.trim().toLowerCase();
  return lower === "background" ? "background-color" : lower;
}
