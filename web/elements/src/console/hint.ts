import type { Course } from "../explain/course.js";

/** What is worth knowing about the line that is typed now. */
export function hintOf(course: Course): string {
  switch (course.within) {
    case "data":
      return "Every line belongs to the mail now; a line with a single dot ends it.";
    case "prompt":
      return isComputed(course)
        ? "This mechanism computes its answer: * gives up, and a guided connection signs in with it."
        : "What you say here is not shown again, and not kept. A single * gives up.";
    case "commands":
    case "chunk":
      return "Up and down: what you said before. Tab completes; Esc, then Tab moves on.";
  }
}

/** What answers the prompt is no password, but made of one. */
function isComputed({ mechanism }: Course): boolean {
  return /^(CRAM|SCRAM|DIGEST)-/.test(mechanism);
}
