import { badInput } from "../compose/bad-input.js";
import { type Kind, demand, flag, text, thing, time, whole } from "../compose/kind.js";
import type { OutboxOptions, SendLater } from "./options.js";
import type { Pauses, Schedule } from "./schedule.js";
import { MAX_ENTRIES } from "./store.js";

/** An hour in seconds: whoever wants to think longer gives a time. */
const MAX_UNDO = 3600;
/** Some thirty years in milliseconds, within which any date can be reckoned with. */
const MAX_TIME = 1e12;

const number =
  (least: number, most: number): Kind =>
  (value) =>
    typeof value === "number" && value >= least && value <= most
      ? null
      : `a number from ${least} to ${most}`;

function orNull(kind: Kind): Kind {
  return (value) => (value === null ? null : kind(value));
}

const OPTIONS: Record<keyof OutboxOptions, Kind> = {
  name: text,
  persist: flag,
  schedule: thing,
  keepSent: whole(0, MAX_ENTRIES),
};

const SCHEDULE: Record<keyof Schedule, Kind> = {
  server: thing,
  network: thing,
  giveUp: number(0, MAX_TIME),
  jitter: number(0, 1),
};

/** A pause of nothing would ask a server without end. */
const PAUSES: Record<keyof Pauses, Kind> = {
  first: number(1, MAX_TIME),
  longest: number(1, MAX_TIME),
};

const LATER: Record<keyof SendLater, Kind> = {
  at: orNull(time),
  here: orNull(flag),
  undo: orNull(number(0, MAX_UNDO)),
};

/** Throws `bad-input` for an option that there is not, or one of another kind. */
export function checkOptions(options: OutboxOptions): void {
  check("the outbox's", options, OPTIONS);
  const { schedule = {} } = options;
  check("the schedule's", schedule, SCHEDULE);
  for (const name of ["server", "network"] as const) {
    const pauses = schedule[name];
    if (pauses === undefined) continue;
    check(`the schedule's ${name}`, pauses, PAUSES);
    for (const field of ["first", "longest"] as const) {
      if (pauses[field] === undefined)
        throw badInput(`the schedule's ${name} has no ${field}: give both`);
    }
  }
}

/** Throws `bad-input` for a time that is none. Null counts as left out, too. */
export function checkLater(later: SendLater): void {
  check("the mail's", later, LATER);
}

/** `undefined` counts as left out. */
function check<T extends object>(whose: string, given: T, kinds: Record<keyof T, Kind>): void {
  if (thing(given) !== null) {
    throw badInput(`${whose} options are no object: give one, or leave it out`);
  }
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const kind = Object.hasOwn(kinds, name) ? kinds[name as keyof T] : null;
    if (kind === null) {
      throw badInput(`${whose} option ${JSON.stringify(name)} is unknown: look for a typing error`);
    }
    demand(`${whose} ${name}`, value, kind);
  }
}
