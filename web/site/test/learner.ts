import assert from "node:assert/strict";
import { Practice } from "wsmtp-practice";
import { Desk } from "../../elements/src/lesson/desk.js";
import { performStep, setupAt } from "../../elements/src/lesson/performance.js";
import { fitsOne } from "../../elements/src/lesson/pattern.js";
import { BEGINNING, type Happening, follow } from "../../elements/src/lesson/progress.js";
import type { Lesson, Question, Step } from "../../elements/src/lesson/script.js";
import { TypedConsole } from "./typed-console.js";

/** Milliseconds for what a lesson's lines lead to: they are answered at once. */
const PATIENCE = 10_000;

/** Somebody who does a lesson just as its own answers say. */
export class Learner {
  progress = BEGINNING;
  readonly #changed = new EventTarget();
  readonly #stop = new AbortController();

  private constructor(
    readonly lesson: Lesson,
    readonly practice: Practice,
    readonly console: TypedConsole,
  ) {
    const desk = new Desk((happening) => this.#heed(happening));
    desk.watch(this.console, this.practice, this.#stop.signal);
  }

  static async of(lesson: Lesson): Promise<Learner> {
    const practice = await Practice.start();
    return new Learner(lesson, practice, new TypedConsole(practice));
  }

  /** Does all steps; fails where a goal is not reached, or a step is done before its answer is given. */
  async learn(): Promise<void> {
    for (const [index, step] of this.lesson.steps.entries()) {
      const setup = setupAt(this.lesson, index);
      if (setup !== this.practice.setup) this.practice.configure(setup);
      await this.#do(step, index);
    }
    this.#stop.abort();
    this.console.close();
  }

  get #performing() {
    return { console: this.console, pause: 0, signal: this.#stop.signal };
  }

  async #do(step: Step, index: number): Promise<void> {
    const where = `${this.lesson.id}: "${step.title}"`;
    this.console.beforeLine = (line) =>
      assert.equal(this.progress.step, index, `${where} is done before ${line}`);
    assert.equal(this.progress.step, index, where);
    // A server that hangs up may be what the step is about: its goals say so.
    await performStep(step, this.#performing).catch((error: unknown) => {
      if (error instanceof assert.AssertionError) throw error;
    });
    for (const [goal, { proof }] of step.goals.entries()) {
      if (proof.kind === "question") this.#answer(proof, goal, where);
    }
    await this.#until(index + 1, where);
  }

  #answer(question: Question, goal: number, where: string): void {
    const right = question.choices.find((one) => fitsOne(question.answers, one));
    const before = this.progress;
    for (const text of [...question.choices, "something else"]) {
      if (!fitsOne(question.answers, text)) this.#heed({ kind: "told", goal, text });
    }
    assert.equal(this.progress, before, `${where}: a wrong answer is taken`);
    this.#heed({ kind: "told", goal, text: right ?? question.answers[0] ?? "" });
  }

  #heed(happening: Happening): void {
    this.progress = follow(this.lesson, this.progress, happening);
    this.#changed.dispatchEvent(new Event("change"));
  }

  async #until(step: number, where: string): Promise<void> {
    const signal = AbortSignal.timeout(PATIENCE);
    while (this.progress.step < step) {
      await new Promise<void>((resolve, reject) => {
        this.#changed.addEventListener("change", () => resolve(), { once: true });
        signal.addEventListener("abort", () => reject(new Error(this.#missed(where))));
      });
    }
  }

  /** What is not reached, with what was said. */
  #missed(where: string): string {
    const { step, reached } = this.progress;
    const goals = this.lesson.steps[step]?.goals ?? [];
    const missed = goals.filter((_, index) => !reached.includes(index)).map(({ text }) => text);
    const said = this.console.dialogue.slice(-15);
    return [`${where} is not done: ${missed.join("; ")}`, ...said].join("\n  ");
  }
}
