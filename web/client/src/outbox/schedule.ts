/** Pauses between attempts, in milliseconds: each is twice the one before, up to the longest. */
export interface Pauses {
  /** The pause after the first failure of a kind. */
  first: number;
  /** What no pause exceeds, but by the jitter. */
  longest: number;
}

/** When a mail is tried again, and when no more. All times are in milliseconds. */
export interface Schedule {
  /** After a server has said "later" (4yz). Default: half an hour, growing to three hours. */
  server: Pauses;
  /** After trouble on the way: no network, no gateway, no mail server. Default: five seconds, growing to five minutes. */
  network: Pauses;
  /** How long a mail is tried before it has failed, from its first attempt that failed. No network is no attempt. Default: five days. */
  giveUp: number;
  /** By which share of itself a pause is longer at most, at random. Default: 0.2. */
  jitter: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const SCHEDULE: Readonly<Schedule> = {
  // RFC 5321 section 4.5.4.1: at least 30 minutes; two attempts in the first hour, then one every two or three hours.
  server: { first: 30 * MINUTE, longest: 3 * HOUR },
  // The server has said nothing, so nobody is bothered. Whoever has just come out of a tunnel wants it gone soon;
  // a gateway that is down for hours is asked a dozen times an hour.
  network: { first: 5 * SECOND, longest: 5 * MINUTE },
  // RFC 5321 section 4.5.4.1: at least 4 to 5 days.
  giveUp: 5 * DAY,
  // So that the pages that a gateway's restart has cut off do not all come back in the same moment.
  jitter: 0.2,
};

/** The schedule with what it leaves out as in the defaults. */
export function scheduleOf(given: Partial<Schedule> = {}): Schedule {
  const { server, network, giveUp, jitter } = given;
  return {
    server: server ?? SCHEDULE.server,
    network: network ?? SCHEDULE.network,
    giveUp: giveUp ?? SCHEDULE.giveUp,
    jitter: jitter ?? SCHEDULE.jitter,
  };
}

/** More than the pauses allow in the days before a mail is given up: what comes beyond that goes round in circles. */
export const MAX_ATTEMPTS = 5000;

/** The pause after the attempt that was the `times`th in a row to fail for the same reason; `random` is from 0 to 1. */
export function pause(
  { first, longest }: Pauses,
  times: number,
  jitter: number,
  random: number,
): number {
  const grown = Math.min(first * 2 ** (times - 1), longest);
  return Math.round(grown * (1 + jitter * random));
}

/** What no pause exceeds, its jitter included. */
export function longest({ longest }: Pauses, jitter: number): number {
  return Math.round(longest * (1 + jitter));
}
