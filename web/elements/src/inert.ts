/** Where the text of a `style` attribute is while nothing may read it as one. */
export const HELD_STYLE = "data-held-style";

/** Where the text of an event's attribute goes; nobody asks for it. */
const HELD_EVENT = "data-held-event";

const NAME = /[^\s"'<>/=]+/y;
const TAG = /<\/?[a-z][^\s>/]*/gi;

/** Elements that a policy judges as they are parsed, and what goes in their place: as unseen, and gone as surely. */
const JUDGED: Readonly<Record<string, string>> = { style: "template", base: "input" };

/**
 * HTML whose styles and events are only text, and whose style sheets are gone. A strict policy of the page reports each of them, though it is parsed in a
 * document that is not shown; and styles that it forbade could not be read. What is parsed still has to be cleaned.
 */
export function inert(html: string): string {
  let made = "";
  let done = 0;
  TAG.lastIndex = 0;
  for (let tag = TAG.exec(html); tag; tag = TAG.exec(html)) {
    made += html.slice(done, tag.index) + judged(tag[0]);
    const { text, end } = attributes(html, TAG.lastIndex);
    made += text;
    done = TAG.lastIndex = end;
  }
  return made + html.slice(done);
}

/** The other way round, for HTML that a browser has written. */
export function lively(html: string): string {
  return html.replaceAll(` ${HELD_STYLE}="`, ' style="');
}

/** What a document's body says, in a document that is not shown: nothing in it runs or loads. */
export function inertBody(html: string): HTMLElement {
  return new DOMParser().parseFromString(inert(html), "text/html").body;
}

/** What an element's `style` says, held or not. */
export function styleOf(element: Element): string {
  return element.getAttribute(HELD_STYLE) ?? element.getAttribute("style") ?? "";
}

/** Reads attributes until the tag ends: names are renamed, values are passed over. */
function attributes(html: string, from: number): { readonly text: string; readonly end: number } {
  let text = "";
  let at = from;
  while (at < html.length && html[at] !== ">") {
    NAME.lastIndex = at;
    const name = NAME.exec(html)?.[0];
    if (name !== undefined) {
      text += renamed(name);
      at += name.length;
      continue;
    }
    const end = html[at] === '"' || html[at] === "'" ? endOfQuoted(html, at) : at + 1;
    text += html.slice(at, end);
    at = end;
  }
  return { text, end: at };
}

function judged(tag: string): string {
  const [, start = "", name = ""] = /^(<\/?)(.*)$/s.exec(tag) ?? [];
  return start + (JUDGED[name.toLowerCase()] ?? name);
}

function renamed(name: string): string {
  if (/^style$/i.test(name)) return HELD_STYLE;
  return /^on[a-z]+$/i.test(name) ? HELD_EVENT : name;
}

function endOfQuoted(html: string, at: number): number {
  const end = html.indexOf(html[at] ?? "", at + 1);
  return end === -1 ? html.length : end + 1;
}
