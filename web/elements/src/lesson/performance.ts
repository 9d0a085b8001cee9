import { WsmtpError } from "wsmtp";
import type { LessonConsole } from "./desk.js";
import type { Lesson, Step } from "./script.js";

/** How a step is done for the learner. */
export interface Performing {
  readonly console: Pick<LessonConsole, "practises" | "connect" | "say" | "send">;
  /** Milliseconds before each line, so that one can follow. */
  readonly pause: number;
  /** Stops it before the next line. */
  readonly signal: AbortSignal;
}

/**
 * Does a step: connects where the step begins so, says its lines, and lets the engine send its mail. Rejects with what
 * is wrong where the connection ends before, or leads to another server than the one to practise with.
 */
export async function performStep(step: Step, performing: Performing): Promise<void> {
  const { console, pause } = performing;
  check(performing);
  if (step.connect) await begin(step, console);
  for (const line of step.answer) {
    await new Promise((over) => setTimeout(over, pause));
    check(performing);
    await console.say(line);
  }
  check(performing);
  if (step.send) await console.send({ ...step.send, to: [...step.send.to] });
}

/** Nobody's server is to hear what a lesson makes up. */
function check({ console, signal }: Performing): void {
  signal.throwIfAborted();
  if (console.practises) return;
  throw new WsmtpError(
    "bad-input",
    "the console speaks to another server: choose the practice server in this page, and connect",
  );
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
  if (!step || step.connect || !isConversation(step)) return [];
  const before = steps.slice(0, index);
  return before.slice(
    Math.max(
      before.findLastIndex(({ connect }) => connect),
      0,
    ),
  );
}

/** Whether anything is said to the server in a step; in others the learner thinks. */
export function isConversation({ connect, answer, send }: Step): boolean {
  return connect || answer.length > 0 || send !== null;
}

/** What the practice server is like in a step. */
export function setupAt({ setup, steps }: Lesson, index: number): string {
  const own = steps.slice(0, index + 1).findLast((step) => step.setup !== null);
  return own?.setup ?? setup;
}
