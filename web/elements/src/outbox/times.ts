const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The pages are in English; the clock is the reader's. */
const RELATIVE = new Intl.RelativeTimeFormat("en");

/** When something is, seen from `now`: `in 20 seconds`, `in 5 minutes`, or the time itself beyond an hour. */
export function whenFrom(now: Date, date: Date): string {
  const span = date.getTime() - now.getTime();
  if (span <= 0) return "now";
  if (span < MINUTE) return RELATIVE.format(Math.ceil(span / SECOND), "second");
  if (span < HOUR) return RELATIVE.format(Math.ceil(span / MINUTE), "minute");
  return `at ${clock(now, date)}`;
}

/** A time as one reads it from a calendar: with the day, unless it is today's. */
export function clock(now: Date, date: Date): string {
  const today = now.toDateString() === date.toDateString();
  const day = { weekday: "short", day: "numeric", month: "short" } as const;
  const year = now.getFullYear() === date.getFullYear() ? {} : ({ year: "numeric" } as const);
  return date.toLocaleString(undefined, {
    ...(today ? {} : { ...day, ...year }),
    hour: "2-digit",
    minute: "2-digit",
  });
}
