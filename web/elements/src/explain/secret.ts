import { verbOf } from "./commands.js";
import { mechanismOf } from "./mechanisms.js";
import { meantBy } from "./misspelling.js";

/** How one signs in by POP3, FTP and IMAP, whose words people try here: a password may follow at once. */
const ELSEWHERE = ["LOGIN", "PASS", "USER"];

/** Whether a line signs in, so that a password may stand in it: well written, misspelt, or in another protocol's words. */
export function signsIn(line: string): boolean {
  const verb = verbOf(line);
  return ELSEWHERE.includes(verb) || isAuth(verb);
}

/** The line without what may be a password: its verb stays, and behind AUTH a mechanism that is known. */
export function secretless(line: string): string {
  if (!signsIn(line)) return line;
  const [verb = "", mechanism = ""] = line.trim().split(/\s+/);
  const named = isAuth(verb.toUpperCase()) && mechanismOf(mechanism) !== undefined;
  return named ? `${verb} ${mechanism}` : verb;
}

/** Whether this is AUTH, Exchange's word for it, or likely meant to be it. */
function isAuth(verb: string): boolean {
  if (ELSEWHERE.includes(verb)) return false;
  return verb.startsWith("AUTH") || verb === "X-EXPS" || meantBy(verb) === "AUTH";
}
