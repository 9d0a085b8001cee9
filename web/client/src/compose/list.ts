import type { WireField } from "../runtime/wire.js";
import { badInput, checkText, isGiven, isRecord } from "./bad-input.js";

/** An address, perhaps with words for people. Without a scheme it is an address of mail or of the web. */
export type ListAddress = string | CommentedAddress;

/** An address with words for people. */
export interface CommentedAddress {
  /** An address of the web or of mail; for `id`, the identifier. */
  url: string;
  /** The words, in any script. */
  comment?: string | undefined;
}

/**
 * The `List-` fields (RFC 2369, RFC 2919), by what follows `List-`: `help`, `unsubscribe`, `subscribe`, `post`, `owner`,
 * `archive`, `id`. A list makes a field of each; a list in a list stands in one field.
 */
export type ListHeaders = Readonly<
  Record<string, ListAddress | readonly (ListAddress | readonly ListAddress[])[]>
>;

export function listFields(list: unknown): WireField[] {
  if (!isGiven(list)) return [];
  if (!isRecord(list))
    throw badInput("list holds no fields: give an object with help, unsubscribe and so on");
  return Object.entries(list).flatMap(([key, value]) => {
    const name = `List-${titled(key)}`;
    return [value]
      .flat()
      .filter(isGiven)
      .flatMap((one) => urlsField(name, one));
  });
}

/** `unsubscribe-post` as `Unsubscribe-Post`, and `id` as `ID`. */
function titled(key: string): string {
  const name = key.trim().toLowerCase();
  if (!/^[a-z][a-z-]*$/.test(name))
    throw badInput(`${JSON.stringify(key)} in list is no name of a List- field: use letters`);
  return name === "id" ? "ID" : name.replace(/(?:^|-)[a-z]/g, (start) => start.toUpperCase());
}

function urlsField(name: string, addresses: unknown): WireField[] {
  const urls = [addresses]
    .flat()
    .filter(isGiven)
    .map((one) => urlAndComment(name, one));
  return urls.length === 0 ? [] : [{ kind: "urls", name, urls }];
}

function urlAndComment(name: string, given: unknown): { url: string; comment: string } {
  const { url, comment = "" } = isRecord(given) ? given : { url: given };
  const written = withScheme(checkText(`${name} in list`, url));
  return {
    url: name === "List-ID" ? written.replace(/^\w+:(?:\/\/)?/, "") : written,
    comment: checkText(`a comment of ${name} in list`, comment || ""),
  };
}

function withScheme(text: string): string {
  const url = text.replace(/[\s<>]+/g, "").replace(/[^\0-\x7f]+/g, encodeURIComponent);
  if (/^(?:https?|mailto|ftp):/.test(url)) return url;
  return /^[^@]+@[^@]+$/.test(url) ? `mailto:${url}` : `http://${url}`;
}
