/** A time that many want. */
export interface Preset {
  readonly label: string;
  readonly at: Date;
}

/** When a day's work begins. */
const MORNING = 8;
const MONDAY = 1;
const WEEK = 7;

/** Times to send at that a person chooses with one click, by the clock of where they are. */
export function presets(now: Date): readonly Preset[] {
  const hour = new Date(now);
  hour.setHours(now.getHours() + 1);
  const tomorrow = morning(now, 1);
  const monday = morning(now, (MONDAY - now.getDay() + WEEK) % WEEK || WEEK);
  const all = [
    { label: "In an hour", at: hour },
    { label: "Tomorrow morning", at: tomorrow },
  ];
  // Said once, where it is the same.
  return monday.getTime() === tomorrow.getTime()
    ? all
    : [...all, { label: "Monday morning", at: monday }];
}

function morning(now: Date, days: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, MORNING);
}

/** A time as `<input type="datetime-local">` writes it: where the person is, to the minute. */
export function written(date: Date): string {
  const two = (number: number): string => String(number).padStart(2, "0");
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** What is wrong with a time that was typed in; empty where nothing is. */
export function wrongTime(text: string, now: Date): string {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) return "give a day and a time";
  return date <= now ? "that time has passed: choose one that is to come" : "";
}
