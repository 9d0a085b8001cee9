import type { LessonConsole } from "./desk.js";
import type { Lesson, Step } from "./script.js";

/** How a step is done for the learner. */
export interface Performing {
  readonly console: Pick<LessonConsole, "connection" | "connect" | "say" | "send">;
  /** Milliseconds between two lines, so that one can follow. */
  readonly pause: number;
}

/**
 * Does a step: connects where the step begins so, says its lines, and lets the engine send its mail. Rejects with what
 * is wrong where the connection ends before.
 */
export async function performStep(step: Step, { console, pause }: Performing): Promise<void> {
  if (step.connect) await begin(step, console);
  for (const line of step.answer) {
    await console.say(line);
    await new Promise((over) => setTimeout(over, pause));
  }
  if (step.send) await console.send({ ...step.send, to: [...step.send.to] });
}

/** A server that turns the learner away is what some steps are about; there nothing is left to say. */
async function begin({ answer, send }: Step, console: Performing["console"]): Promise<void> {
  try {
    await console.connect();
  } catch (error) {
    if (answer.length > 0 || send) throw error;
  }
}

/**
 * The steps that lead to where a step begins, from the newest connection before it. None where it needs none: as it
 * connects by itself, or nothing is said in it.
 */
export function stepsTo({ steps }: Lesson, index: number): readonly Step[] {
  const step = steps[index];
  const goesOn = step && !step.connect && (step.answer.length > 0 || step.send !== null);
  if (!goesOn) return [];
  const before = steps.slice(0, index);
  return before.slice(
    Math.max(
      before.findLastIndex(({ connect }) => connect),
      0,
    ),
  );
}

/** What the practice server is like in a step. */
export function setupAt({ setup, steps }: Lesson, index: number): string {
  const own = steps.slice(0, index + 1).findLast((step) => step.setup !== null);
  return own?.setup ?? setup;
}
