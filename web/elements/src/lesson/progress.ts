import type { ArrivedMail } from "./arrived-mail.js";
import type { Answered } from "./dialogue.js";
import { fits, fitsCode, fitsOne } from "./pattern.js";
import type { ExchangeProof, Lesson, MailProof, Proof, Question } from "./script.js";

/** Something that has to do with a lesson's goals. */
export type Happening =
  | ({ readonly kind: "answered" } & Answered)
  /** TLS protects the connection from here on. */
  | { readonly kind: "secured" }
  /** The connection is over. */
  | { readonly kind: "closed" }
  | { readonly kind: "mail"; readonly mail: ArrivedMail }
  /** The learner wrote an answer to the question of this goal. */
  | { readonly kind: "told"; readonly goal: number; readonly text: string };

/** How far a learner has come in a lesson. */
export interface Progress {
  /** The step to do next; as many as there are when all is done. */
  readonly step: number;
  /** The goals of that step that are reached. */
  readonly reached: readonly number[];
}

/** Nothing is done yet. */
export const BEGINNING: Progress = { step: 0, reached: [] };

/** Where the learner stands after this has happened. At most one step is done by it. */
export function follow(lesson: Lesson, progress: Progress, happening: Happening): Progress {
  const step = lesson.steps[progress.step];
  if (step === undefined) return progress;
  const news = step.goals.flatMap(({ proof }, index) =>
    !progress.reached.includes(index) && proves(happening, proof, index) ? [index] : [],
  );
  if (news.length === 0) return progress;
  const reached = [...progress.reached, ...news];
  const all = reached.length === step.goals.length;
  return all ? { step: progress.step + 1, reached: [] } : { step: progress.step, reached };
}

/** What the lesson says to what has happened, where it is often done instead of what was asked for. */
export function adviceOn(lesson: Lesson, progress: Progress, happening: Happening): string | null {
  if (happening.kind !== "answered") return null;
  const advice = lesson.steps[progress.step]?.advice ?? [];
  return advice.find(({ when }) => isExchange(happening, when))?.text ?? null;
}

/** Whether all steps are done. */
export function isFinished(lesson: Lesson, progress: Progress): boolean {
  return progress.step >= lesson.steps.length;
}

function proves(happening: Happening, proof: Proof, goal: number): boolean {
  switch (proof.kind) {
    case "exchange":
      return happening.kind === "answered" && isExchange(happening, proof);
    case "mail":
      return happening.kind === "mail" && isMail(happening.mail, proof);
    case "question":
      return happening.kind === "told" && happening.goal === goal && isRight(happening.text, proof);
    case "secured":
    case "closed":
      return happening.kind === proof.kind;
  }
}

function isExchange(answered: Answered, proof: ExchangeProof): boolean {
  const { said, reply, code, together } = answered;
  const { say, reply: due, says, typed } = proof;
  return (
    together >= (proof.together ?? 0) &&
    (say.length === 0 || (said !== null && fitsOne(say, said))) &&
    (due === null || fitsCode(due, code)) &&
    says.every((pattern) => reply.some((line) => fits(pattern, line))) &&
    typed.every((pattern) => answered.typed.some((line) => fits(pattern, line)))
  );
}

function isMail(mail: ArrivedMail, proof: MailProof): boolean {
  const { from, to, recipients, line } = proof;
  return (
    (from === null || fits(from, mail.from)) &&
    to.every((pattern) => mail.to.some((one) => fits(pattern, one))) &&
    (recipients === null || mail.to.length === recipients) &&
    line.every((pattern) => mail.lines.some((one) => fits(pattern, one))) &&
    hasPart(mail, proof)
  );
}

function hasPart({ parts }: ArrivedMail, { part, octets }: MailProof): boolean {
  if (part === null) return true;
  const right = (one: { type: string; octets: number }): boolean =>
    fits(part, one.type) && (octets === null || one.octets === octets);
  return parts.some(right);
}

/** Whether this answers the question. */
export function isRight(text: string, { answers }: Question): boolean {
  return fitsOne(answers, text);
}
