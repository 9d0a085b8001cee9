import { COMMANDS } from "./commands.js";

/** Words that people say and servers do not know, and what they are likely to mean. */
const MEANT: Readonly<Record<string, string>> = {
  AUTHENTICATE: "AUTH",
  BYE: "QUIT",
  CLOSE: "QUIT",
  EXIT: "QUIT",
  EXPAND: "EXPN",
  FROM: "MAIL FROM:",
  "FROM:": "MAIL FROM:",
  HELLO: "EHLO",
  HI: "EHLO",
  LOGIN: "AUTH LOGIN",
  LOGOUT: "QUIT",
  "MAILFROM:": "MAIL FROM:",
  MAILFROM: "MAIL FROM:",
  PING: "NOOP",
  "RCPTTO:": "RCPT TO:",
  RCPTTO: "RCPT TO:",
  RECIPIENT: "RCPT TO:",
  RESET: "RSET",
  SSL: "STARTTLS",
  TLS: "STARTTLS",
  TO: "RCPT TO:",
  "TO:": "RCPT TO:",
  VERIFY: "VRFY",
};

/** Longer words than this are compared with no command. */
const MAX_COMPARED = 16;

/** What a first word that no server knows is likely to mean; undefined where nothing is near. */
export function meantBy(verb: string): string | undefined {
  if (Object.hasOwn(MEANT, verb)) return MEANT[verb];
  const word = verb.replace(/[^A-Z0-9]/g, "");
  if (word === "" || word.length > MAX_COMPARED) return undefined;
  const known = Object.keys(COMMANDS).map((command) => ({ command, far: distance(word, command) }));
  const [nearest] = known.sort((one, other) => one.far - other.far);
  // Of four letters, one may be wrong or two exchanged; of more, two.
  const near = nearest !== undefined && nearest.far <= (nearest.command.length > 4 ? 2 : 1);
  return near ? nearest.command : undefined;
}

/** The line as it was likely meant; undefined where nothing is near. */
export function corrected(line: string): string | undefined {
  const [, word = "", rest = ""] = /^\s*(\S*)\s*(.*)$/s.exec(line) ?? [];
  const meant = meantBy(word.toUpperCase());
  if (meant === undefined) return undefined;
  if (!meant.endsWith(":")) return rest === "" ? meant : `${meant} ${rest}`;
  return meant + rest.replace(/^:\s*/, "");
}

/**
 * How many letters have to be added, left out, replaced or exchanged with their neighbour to make one word the other
 * (optimal string alignment).
 */
function distance(one: string, other: string): number {
  let before: number[] = [];
  let above = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row++) {
    const here = [row];
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1];
      const swapped =
        row > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      const ways = [
        (above[column] ?? 0) + 1,
        (here[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + (same ? 0 : 1),
        ...(swapped ? [(before[column - 2] ?? 0) + 1] : []),
      ];
      here.push(Math.min(...ways));
    }
    before = above;
    above = here;
  }
  return above[other.length] ?? 0;
}
