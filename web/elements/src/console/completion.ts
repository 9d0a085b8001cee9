import { COMMANDS } from "../explain/commands.js";
import type { Course } from "../explain/course.js";
import { nextSteps } from "../explain/next.js";
import { parametersOf } from "../explain/parameters.js";

/** More than this many are not shown: nobody looks through more. */
const MAX_SHOWN = 12;

/** What a line may become: whole lines, the most sensible first; none while the lines of a mail are typed. */
export function completionsOf(
  text: string,
  course: Course,
  addresses: readonly string[],
): readonly string[] {
  if (course.within === "data" || course.within === "prompt" || text.trim() === "") return [];
  return [...new Set(candidates(text, course, addresses))]
    .filter((line) => line.length > text.length && startsWith(line, text))
    .slice(0, MAX_SHOWN);
}

function candidates(text: string, course: Course, addresses: readonly string[]): readonly string[] {
  const [, path] = /^(MAIL FROM:|RCPT TO:)/i.exec(text) ?? [];
  if (path !== undefined) return pathLines(text, course, addresses);
  if (/^AUTH /i.test(text)) return beginnings("AUTH ", text, course.offersOf("AUTH") ?? []);
  if (/^HELP /i.test(text)) return beginnings("HELP ", text, Object.keys(COMMANDS));
  const [, ask] = /^(VRFY |EXPN )/i.exec(text) ?? [];
  if (ask !== undefined) return beginnings(ask, text, addresses);
  return commandLines(course).filter((line) => startsWith(line, text));
}

/** Commands, those that may come next first. */
function commandLines(course: Course): readonly string[] {
  const next = nextSteps(course).map(({ line }) => line);
  const all = Object.keys(COMMANDS).map((verb) => BEGINNINGS[verb] ?? verb);
  return [...next, ...all].filter((line) => line.trim() !== "");
}

const BEGINNINGS: Readonly<Record<string, string>> = {
  AUTH: "AUTH ",
  EHLO: "EHLO ",
  EXPN: "EXPN ",
  HELO: "HELO ",
  MAIL: "MAIL FROM:<",
  RCPT: "RCPT TO:<",
  VRFY: "VRFY ",
};

function beginnings(start: string, text: string, words: readonly string[]): string[] {
  return words.map((word) => text.slice(0, start.length) + word);
}

/** Addresses that were said before, and behind the address what the server takes for parameters. */
function pathLines(text: string, course: Course, addresses: readonly string[]): string[] {
  const [, start = "", address] = /^((?:MAIL FROM|RCPT TO):<?)([^>]*>)?/i.exec(text) ?? [];
  if (address === undefined) {
    const open = start.endsWith("<") ? start : `${start}<`;
    return addresses.map((one) => `${open}${one}>`);
  }
  const before = text.slice(0, text.lastIndexOf(" ") + 1);
  if (before.length < start.length + address.length) return [];
  return parametersOf(text.slice(0, 4).toUpperCase())
    .filter(({ extension, name }) => course.offersOf(extension) && !has(before, name))
    .map(({ name, example }) => before + (example === "" ? name : `${name}=${example}`));
}

function has(text: string, name: string): boolean {
  return text
    .toUpperCase()
    .split(/[\s=]+/)
    .includes(name);
}

function startsWith(line: string, text: string): boolean {
  return line.toUpperCase().startsWith(text.toUpperCase());
}
