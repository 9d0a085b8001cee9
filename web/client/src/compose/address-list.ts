import { badInput } from "./bad-input.js";

/** A mailbox or a group as it was written; nothing in it is checked. */
export type Written = WrittenMailbox | { group: string; members: WrittenMailbox[] };

export interface WrittenMailbox {
  name: string;
  address: string;
}

interface Token {
  kind: "text" | "quoted" | "comment" | "angle" | "," | ";" | ":";
  /** As it was written. */
  source: string;
}

/** One step: a quoted string, an angle address, a domain literal, a separator, or what stands between them. */
const STEP = /"(?:[^"\\]|\\.)*"|<(?:"(?:[^"\\]|\\.)*"|[^<>"])*>|\[[^[\]]*\]|[,;:]|[^"<([,;:]+/suy;

/**
 * Takes apart `Ada <ada@x.org>, "Lovelace, A." <a@x.org>; b@y.org (Bob), Friends: c@z, d@z;` (RFC 5322 section 3.4).
 * A semicolon outside a group separates like a comma, as people write it.
 */
export function readList(text: string): Written[] {
  const list: Written[] = [];
  let members: Written[] = list;
  let item: Token[] = [];
  const finish = (): void => {
    if (item.some(({ source }) => source.trim() !== "")) members.push(mailbox(item));
    item = [];
  };
  for (const token of tokens(text)) {
    if (token.kind === ":") {
      if (members !== list)
        throw badInput(`a group stands in a group in ${quote(text)}: end the first with ;`);
      const group = { group: phrase(item), members: [] };
      list.push(group);
      members = group.members;
      item = [];
    } else if (token.kind === "," || token.kind === ";") {
      finish();
      if (token.kind === ";") members = list;
    } else {
      item.push(token);
    }
  }
  finish();
  return list;
}

function* tokens(text: string): Generator<Token> {
  for (let at = 0; at < text.length;) {
    const source = text[at] === "(" ? comment(text, at) : step(text, at);
    yield { kind: kind(source), source };
    at += source.length;
  }
}

function step(text: string, at: number): string {
  STEP.lastIndex = at;
  const [source] = STEP.exec(text) ?? [];
  if (source === undefined)
    throw badInput(`${quote(text)} opens a ${text[at]} that nothing closes: close it`);
  return source;
}

/** The comment that begins here, with those inside it. */
function comment(text: string, start: number): string {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === "\\") at++;
    else if (char === "(") depth++;
    else if (char === ")" && --depth === 0) return text.slice(start, at + 1);
  }
  throw badInput(`${quote(text)} opens a ( that nothing closes: close it`);
}

function kind(source: string): Token["kind"] {
  switch (source[0]) {
    case '"':
      return "quoted";
    case "(":
      return "comment";
    case "<":
      return "angle";
    case ",":
    case ";":
    case ":":
      return source[0];
    default:
      return "text";
  }
}

/** `name <address>`, or an address alone; a comment is the name where there is no other. */
function mailbox(item: readonly Token[]): WrittenMailbox {
  const comments = item.filter((token) => token.kind === "comment");
  const rest = item.filter((token) => token.kind !== "comment");
  const at = rest.findIndex((token) => token.kind === "angle");
  const name = phrase(rest.slice(0, Math.max(at, 0))) || phrase(comments);
  if (at < 0) return { name, address: sourceOf(rest).trim() };
  if (sourceOf(rest.slice(at + 1)).trim() !== "") {
    throw badInput(
      `something follows the address in ${quote(sourceOf(item))}: put a comma between`,
    );
  }
  return { name, address: sourceOf(rest.slice(at)).trim().slice(1, -1).trim() };
}

/** Words as a person reads them: without quotes, parentheses and doubled spaces. */
function phrase(item: readonly Token[]): string {
  return item.map(words).join("").trim();
}

function words({ kind, source }: Token): string {
  if (kind === "text") return source.replace(/ {2,}/g, " ");
  return kind === "angle" ? source : source.slice(1, -1).replace(/\\(.)/gsu, "$1");
}

function sourceOf(item: readonly Token[]): string {
  return item.map(({ source }) => source).join("");
}

function quote(text: string): string {
  return JSON.stringify(text.trim());
}
