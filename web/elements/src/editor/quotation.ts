import { inertBody } from "../inert.js";

/** What stands above a quote. */
export interface QuoteOptions {
  /** Who wrote it and when, in one line. */
  readonly attribution?: string;
}

/** Somebody's HTML as a quote, uncleaned, in a document that is not shown. */
export function quotation(html: string, { attribution = "" }: QuoteOptions): HTMLElement {
  const body = inertBody(html);
  const { ownerDocument: document } = body;
  const block = (content: Node | string): HTMLElement => {
    const made = document.createElement("div");
    made.append(content);
    return made;
  };
  const quote = document.createElement("blockquote");
  quote.setAttribute("type", "cite");
  quote.append(...body.childNodes);
  const whole = block(block(document.createElement("br")));
  if (attribution !== "") whole.append(block(attribution));
  whole.append(quote);
  return whole;
}
