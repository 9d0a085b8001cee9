import { declarations } from "../declarations.js";
import type { Declaration } from "../declarations.js";

/** Properties that a mail may set on a part of it: how text and tables look, and nothing of where things are. */
const ALLOWED: ReadonlySet<string> = new Set([
  "background-color",
  "color",
  "direction",
  "font-family",
  "font-size",
  "font-style",
  "font-variant",
  "font-weight",
  "line-height",
  "list-style-type",
  "text-align",
  "text-decoration",
  "text-decoration-line",
  "text-indent",
  "vertical-align",
  "white-space",
  ...sides("border", ["", "-color", "-style", "-width"]),
  ...sides("padding", [""]),
  "border-collapse",
  "border-spacing",
]);

/** Characters of one value that is kept: a list of names of fonts, and then some. */
const MAX_VALUE = 200;

/** Words, numbers, colours and quoted names; of functions only those that are colours. Its time grows with the square of the length. */
const VALUE = /^(?!.*\b(?!(?:rgb|rgba|hsl|hsla)\()[\w-]+\()[\w\s#%.,()"'!+/-]+$/i;

function sides(name: string, endings: readonly string[]): string[] {
  const edges = ["", "-top", "-right", "-bottom", "-left"];
  return edges.flatMap((edge) => endings.map((ending) => `${name}${edge}${ending}`));
}

/**
 * What a mail keeps of a `style` attribute: no addresses, nothing that covers or moves, and not what everybody's text is
 * anyway, as black on white is not to be read where the reader's paper is dark.
 */
export function keptDeclarations(style: string): Declaration[] {
  return declarations(style).filter(
    ([name, value]) =>
      ALLOWED.has(name) &&
      value.length <= MAX_VALUE &&
      VALUE.test(value) &&
      !isEverybodys(name, value),
  );
}

function isEverybodys(name: string, value: string): boolean {
  const lower = value.toLowerCase();
  if (name === "color") {
    return (
      /^(black|windowtext|inherit|currentcolor|initial)$/.test(lower) || isGrey(lower, 0, 0x40)
    );
  }
  if (name !== "background-color") return false;
  return /^(white|transparent|none|inherit|initial)$/.test(lower) || isGrey(lower, 0xf0, 0xff);
}

/** Whether a colour has about as much of red, green and blue, each within these bounds. */
function isGrey(colour: string, least: number, most: number): boolean {
  const parts = channels(colour);
  if (parts.length !== 3) return false;
  const [low, high] = [Math.min(...parts), Math.max(...parts)];
  return low >= least && high <= most && high - low <= 0x20;
}

function channels(colour: string): number[] {
  const digits = /^#([\da-f]{3}|[\da-f]{6})$/.exec(colour)?.[1];
  if (digits !== undefined) {
    const wide = digits.length === 3 ? digits.replace(/./g, "$&$&") : digits;
    return [0, 2, 4].map((at) => Number.parseInt(wide.slice(at, at + 2), 16));
  }
  const numbers = /^rgba?\(([\d\s,.]+)\)$/.exec(colour)?.[1];
  return numbers === undefined
    ? []
    : numbers
        .split(/[\s,]+/)
        .slice(0, 3)
        .map(Number);
}
