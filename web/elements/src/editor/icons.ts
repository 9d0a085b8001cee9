import { html, svg } from "lit";
import type { SVGTemplateResult } from "lit";

const PATHS = {
  bulleted: "M8 5h9M8 10h9M8 15h9M3.5 5h.01M3.5 10h.01M3.5 15h.01",
  numbered: "M9 5h8M9 10h8M9 15h8M3 3.5l1.25-.75V7M3 12.25c2.5-1.5 2.5 1 .25 3.25H5.5",
  quote: "M4 4v12M8 6h9M8 10h9M8 14h6",
  unquote: "M4 4v12M17 6H11M17 14h-6M12 10H7m2-2-2 2 2 2",
  link: "M8.5 11.5l3-3M7.5 9.5 5.6 11.400a2.500 2.500 0 0 0 3.500 3.500l1.900-1.900M12.500 10.500l1.900-1.900a2.500 2.500 0 0 0-3.500-3.500L9 7",
  image: "M3 4h14v12H3zM3 13.500l4-4 4 4 2.500-2.500L17 14.500M13 7.500h.01",
  clear: "M6 4h10M11 4l-2 9M4 17 17 4M5 16h6",
  undo: "M7 4 3.500 7.500 7 11M4 7.500h8a4 4 0 0 1 0 8H8",
  redo: "M13 4l3.500 3.500L13 11M16 7.500H8a4 4 0 0 0 0 8h4",
} as const;

const LETTERS = {
  bold: html`<b>B</b>`,
  italic: html`<i class="serif">I</i>`,
  underline: html`<u>U</u>`,
  strike: html`<s>S</s>`,
} as const;

/** What a tool can be pictured as. */
export type IconName = keyof typeof PATHS | keyof typeof LETTERS;

/** The picture of a tool; its name is told otherwise. */
export function icon(name: IconName) {
  if (name in LETTERS) return LETTERS[name as keyof typeof LETTERS];
  const path: SVGTemplateResult = svg`<path d=${PATHS[name as keyof typeof PATHS]} />`;
  return html`<svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">${path}</svg>`;
}
