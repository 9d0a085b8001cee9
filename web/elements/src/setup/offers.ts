/** What EHLO can offer or not, as far as a form has a box for it: keyword, and what it is for. */
export const EXTENSIONS: Readonly<Record<string, string>> = {
  pipelining: "commands together",
  chunking: "mails in chunks",
  "8bitmime": "mails of eight bits",
  smtputf8: "addresses in any script",
  enhancedstatuscodes: "three-part codes",
  dsn: "delivery reports",
  limits: "how many recipients",
  vrfy: "asking for names",
};

/** A rule's offers, each where a form has it. */
export interface Offers {
  /** By keyword: offered or not; those that are missing are as usual. */
  readonly extensions: Readonly<Record<string, boolean>>;
  /** The largest mail in octets, as it is written; empty for the usual. */
  readonly size: string;
  /** AUTH without TLS, for teaching. */
  readonly clear: boolean;
  /** All others, as they are. */
  readonly others: readonly string[];
}

/** Sorts a rule's items. */
export function readOffers(items: readonly string[]): Offers {
  const extensions: Record<string, boolean> = {};
  const others: string[] = [];
  let [size, clear] = ["", false];
  for (const item of items) {
    const [keyword, offered] = item.startsWith("-") ? [item.slice(1), false] : [item, true];
    if (item.startsWith("size=")) size = item.slice(5);
    else if (item === "auth=clear") clear = true;
    else if (Object.hasOwn(EXTENSIONS, keyword)) extensions[keyword] = offered;
    else others.push(item);
  }
  return { extensions, size, clear, others };
}

/** The items again: what {@link readOffers} gives back. */
export function writeOffers({ extensions, size, clear, others }: Offers): string[] {
  const keywords = Object.entries(extensions).map(([name, on]) => (on ? name : `-${name}`));
  const sized = size === "" ? [] : [`size=${size}`];
  return [...keywords, ...sized, ...(clear ? ["auth=clear"] : []), ...others];
}
