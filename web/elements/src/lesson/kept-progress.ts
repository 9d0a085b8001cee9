import { BEGINNING, type Progress } from "./progress.js";
import type { Lesson } from "./script.js";

/** Where progress is kept: one entry for each lesson, beginning so. */
const PREFIX = "wsmtp-lesson-";

/** How far the learner has come in a lesson, in this browser. What was changed in the lesson since may move it. */
export function keptProgress({ id, steps }: Lesson): Progress {
  const step = Number(read(PREFIX + id) ?? 0);
  const fits = Number.isInteger(step) && step > 0;
  return fits ? { step: Math.min(step, steps.length), reached: [] } : BEGINNING;
}

/** Keeps which steps are done. A browser that keeps nothing forgets it with the page. */
export function keepProgress({ id }: Lesson, { step }: Progress): void {
  try {
    if (step === 0) localStorage.removeItem(PREFIX + id);
    else localStorage.setItem(PREFIX + id, String(step));
  } catch {
    // Storage that is full or forbidden is no reason not to learn.
  }
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
