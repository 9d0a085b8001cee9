import { keyOf } from "./recipient.js";
import type { Recipient } from "./recipient.js";

/** Recipients in one field: more than most servers take for one mail (RFC 5321 section 4.5.3.1.8 asks for 100). */
export const MAX_RECIPIENTS = 1_000;

/** What to say where there is no room for somebody. */
export const TOO_MANY = `No more than ${MAX_RECIPIENTS} recipients fit here: send the mail to the others separately.`;

/** A list after more was added to it. */
export interface Grown {
  readonly list: readonly Recipient[];
  /** Those that were there already, or were named twice; they are not added again. */
  readonly doubles: readonly Recipient[];
  /** Those that there was no room for. */
  readonly over: readonly Recipient[];
}

/** `list` with `more` at `at`, everybody once. A name that comes later is kept where there was none. */
export function grow(list: readonly Recipient[], more: readonly Recipient[], at: number): Grown {
  const known = new Map(list.map((one) => [keyOf(one), one]));
  const added: Recipient[] = [];
  const doubles: Recipient[] = [];
  const over: Recipient[] = [];
  for (const one of more) {
    const same = known.get(keyOf(one));
    if (!same && known.size >= MAX_RECIPIENTS) {
      over.push(one);
      continue;
    }
    (same ? doubles : added).push(one);
    if (!same || (same.name === "" && one.name !== "")) known.set(keyOf(one), one);
  }
  const all = [...list.slice(0, at), ...added, ...list.slice(at)];
  return { list: all.map((one) => known.get(keyOf(one)) ?? one), doubles, over };
}

/** What to say of a list that grew: of those that are there already, and of those without room. */
export function noteOn({ doubles, over }: Grown): string {
  if (over.length > 0) return TOO_MANY;
  const [first] = doubles;
  if (!first) return "";
  return doubles.length === 1
    ? `${first.address || first.text} is there already.`
    : `${doubles.length} of them were there already.`;
}
