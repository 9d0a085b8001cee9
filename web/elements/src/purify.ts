import createPurifier from "dompurify";
import { HELD_STYLE, inert } from "./inert.js";

/** Elements of text, tables and pictures: none of them runs, loads what is not its picture, or takes what somebody types. */
export const TEXT_TAGS: readonly string[] =
  "a abbr address b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div dl dt em figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strike strong sub sup table tbody td tfoot th thead tr u ul var wbr".split(
    " ",
  );

/** Attributes that hold no address. */
export const PLAIN_ATTRIBUTES: readonly string[] =
  "align alt bgcolor border cellpadding cellspacing class color colspan dir face height hidden lang rowspan size span start title type valign width".split(
    " ",
  );

/** Characters of HTML that are read: with pictures in it, more than any mail server takes, and parsed within seconds. */
const MAX_HTML = 64 * 1024 * 1024;

/** An instance of our own: what others ask of theirs does not change it. */
const purifier = createPurifier(window);

/** What is kept of HTML, beside links and pictures. */
export interface Kept {
  readonly tags: readonly string[];
  /** Attributes that hold no address. */
  readonly attributes: readonly string[];
  /** Which addresses links and pictures may have. */
  readonly addresses: RegExp;
  /** The root of the whole document, rather than its body. */
  readonly whole?: boolean;
}

/** What is kept of HTML from anywhere, in a document that is not shown: nothing in it runs or loads. Its styles are held. */
export function purified(html: string, { tags, attributes, addresses, whole }: Kept): Element {
  const root = purifier.sanitize(inert(html.slice(0, MAX_HTML)), {
    ALLOWED_TAGS: [...tags],
    ALLOWED_ATTR: [...attributes, HELD_STYLE, "href", "src"],
    ADD_URI_SAFE_ATTR: [...attributes, HELD_STYLE],
    ALLOWED_URI_REGEXP: addresses,
    ALLOWED_NAMESPACES: ["http://www.w3.org/1999/xhtml"],
    ALLOW_ARIA_ATTR: false,
    ALLOW_DATA_ATTR: false,
    WHOLE_DOCUMENT: whole ?? false,
    RETURN_DOM: true,
  });
  return root as Element;
}
