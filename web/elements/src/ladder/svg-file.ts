import { pictureStyles } from "./picture-styles.js";

const NAMESPACE = "http://www.w3.org/2000/svg";
/** The colours and faces that the picture's styles ask for, by the tokens that they are in a page. */
const TOKENS = {
  ink: "ink",
  muted: "muted",
  line: "edge",
  surface: "surface",
  client: "accent",
  refusal: "bad",
  locked: "good",
  "locked-tint": "good-tint",
} as const;
/** What XML 1.0 cannot hold, section 2.2, besides the controls that are never drawn as themselves. */
const NO_XML = /[\ufffe\uffff]/g;

/** A picture as an SVG file that needs nothing beside it: no script, and all text escaped. */
export function saveAsFile(picture: SVGSVGElement): string {
  const copy = picture.cloneNode(true) as SVGSVGElement;
  for (const part of copy.querySelectorAll("*")) bare(part);
  dropComments(copy);
  copy.setAttribute("xmlns", NAMESPACE);
  copy.setAttribute("role", "img");
  const styles = document.createElementNS(NAMESPACE, "style");
  styles.textContent = `${variables(picture)}\n${pictureStyles.cssText}`;
  const paper = document.createElementNS(NAMESPACE, "rect");
  for (const [name, value] of Object.entries({ class: "paper", width: "100%", height: "100%" })) {
    paper.setAttribute(name, value);
  }
  copy.prepend(styles, paper);
  const text = new XMLSerializer().serializeToString(copy);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${text.replace(NO_XML, "\ufffd")}\n`;
}

/** Nobody moves about in a file. */
function bare(row: Element): void {
  for (const name of ["tabindex", "role", "aria-expanded", "aria-label", "data-message"]) {
    row.removeAttribute(name);
  }
}

/** The marks that templates leave. */
function dropComments(copy: Element): void {
  const comments = document.createNodeIterator(copy, NodeFilter.SHOW_COMMENT);
  // An iterator, unlike a walker, goes on where a node was taken out.
  for (let comment = comments.nextNode(); comment; comment = comments.nextNode()) {
    (comment as Comment).remove();
  }
}

/** Every colour as it is seen. */
function variables(picture: Element): string {
  const probe = document.createElement("span");
  picture.parentElement?.append(probe);
  const values = Object.entries(TOKENS).map(([name, token]) => {
    probe.style.color = `var(--wsmtp-${token})`;
    return `--ladder-${name}: ${getComputedStyle(probe).color};`;
  });
  probe.remove();
  const faces = [
    "--ladder-sans: system-ui, sans-serif;",
    "--ladder-mono: ui-monospace, monospace;",
  ];
  return `svg { ${[...values, ...faces].join(" ")} } .paper { fill: var(--ladder-surface); }`;
}
