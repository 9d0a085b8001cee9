import { BEGINNING, type Progress } from "./progress.js";
import type { Lesson } from "./script.js";

/** Where progress is kept. */
const KEY = "wsmtp-lessons";

/** Lessons of which progress is kept, those opened from files too: more than there are, and than anybody is within. */
export const MAX_LESSONS = 100;

/** A lesson's id, and how many of its steps are done. */
export type Done = readonly [id: string, steps: number];

/** How far the learner has come in a lesson, in this browser. What was changed in the lesson since may move it. */
export function keptProgress({ id, steps }: Lesson): Progress {
  const [, step = 0] = kept().find(([one]) => one === id) ?? [];
  return step > 0 ? { step: Math.min(step, steps.length), reached: [] } : BEGINNING;
}

/** Keeps which steps are done. A browser that keeps nothing forgets it with the page. */
export function keepProgress({ id }: Lesson, { step }: Progress): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(withDone(kept(), [id, step])));
  } catch {
    // Storage that is full or forbidden is no reason not to learn.
  }
}

/** What is kept when so much of a lesson is done: those that were not gone on with for longest are forgotten first. */
export function withDone(all: readonly Done[], [id, steps]: Done): readonly Done[] {
  const others = all.filter(([one]) => one !== id);
  return steps === 0 ? others : [...others, [id, steps] as const].slice(-MAX_LESSONS);
}

function kept(): readonly Done[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(stored) ? stored.filter(isDone) : [];
  } catch {
    return [];
  }
}

function isDone(value: unknown): value is Done {
  if (!Array.isArray(value) || typeof value[0] !== "string") return false;
  return Number.isInteger(value[1]) && value[1] > 0;
}
