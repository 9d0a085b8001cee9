import { isSame } from "./recipient.js";
import type { Recipient } from "./recipient.js";

/** Recipients in one field: more than most servers take for one mail (RFC 5321 section 4.5.3.1.8 asks for 100). */
export const MAX_RECIPIENTS = 1_000;

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
  const grown = [...list];
  const doubles: Recipient[] = [];
  const over: Recipient[] = [];
  let place = at;
  for (const one of more) {
    const known = grown.findIndex((other) => isSame(one, other));
    if (known >= 0) {
      doubles.push(one);
      if (grown[known]?.name === "" && one.name !== "") grown[known] = one;
    } else if (grown.length >= MAX_RECIPIENTS) {
      over.push(one);
    } else {
      grown.splice(place++, 0, one);
    }
  }
  return { list: grown, doubles, over };
}

/** What to say of a list that grew: of those that are there already, and of those without room. */
export function noteOn({ doubles, over }: Grown): string {
  if (over.length > 0) {
    return `No more than ${MAX_RECIPIENTS} recipients fit here: send the mail to the others separately.`;
  }
  const [first] = doubles;
  if (!first) return "";
  return doubles.length === 1
    ? `${first.address || first.text} is there already.`
    : `${doubles.length} of them were there already.`;
}
