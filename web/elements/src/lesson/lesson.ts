import { LitElement, type PropertyValues, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { legible } from "../legible.js";
import { sentenceOf } from "../sentence.js";
import { base } from "../styles.js";
import { Desk, type LessonConsole, type LessonServer } from "./desk.js";
import { keepProgress, keptProgress } from "./kept-progress.js";
import { lessonStyles } from "./lesson-styles.js";
import { isConversation, performStep, setupAt, stepsTo } from "./performance.js";
import { BEGINNING, type Happening, type Progress } from "./progress.js";
import { adviceOn, follow, isFinished } from "./progress.js";
import { proseStyles, renderProse } from "./prose-view.js";
import { QuestionElement } from "./question.js";
import type { Lesson, Step } from "./script.js";
import { type Present, renderComing, renderDone, renderPresent, renderSeen } from "./step-view.js";

/** Milliseconds before each line that is said for the learner: slow enough to follow. */
const PAUSE = 250;

/**
 * A lesson beside a console: what to do, which goals are reached, and help on demand.
 *
 * @fires progress - `CustomEvent<Progress>`: a goal is reached, or the lesson begins anew.
 * @fires next - the learner wants the next lesson.
 */
@customElement("wsmtp-lesson")
export class LessonElement extends LitElement {
  /** What is taught; its progress is kept in this browser under its id. */
  @property({ attribute: false }) lesson: Lesson | undefined;
  /** Where the learner speaks. */
  @property({ attribute: false }) console: LessonConsole | undefined;
  /** The practice server, which is set up as the lesson says. */
  @property({ attribute: false }) server: LessonServer | undefined;
  /** The title of the lesson after this one; without it, no other is offered. */
  @property() following = "";

  @state() private progress: Progress = BEGINNING;
  @state() private standing = "closed";
  @state() private hints = 0;
  @state() private showsAnswer = false;
  @state() private advice = "";
  @state() private trouble = "";
  /** Something was said, or connected, since the step began: its conversation may stand elsewhere than the step takes for granted. */
  @state() private isAstray = false;
  /** What is being done for the learner. */
  @state() private performing: AbortController | undefined;
  /** What is told to screen readers. */
  @state() private news = "";

  @query(".current, .closing") private present?: HTMLElement;
  private watching: AbortController | undefined;

  static override styles = [base, proseStyles, lessonStyles];

  /** The step to do now; none where there is no lesson, or all is done. */
  get step(): Step | undefined {
    return this.lesson?.steps[this.progress.step];
  }

  /** Brings the step to do now, or the end, into view, and the keyboard to it. */
  showStep(): void {
    this.present?.focus({ preventScroll: true });
    this.present?.scrollIntoView({ block: "start" });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.watch();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.watching?.abort();
    this.stop();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("lesson") || changed.has("console")) this.stop();
    if (changed.has("lesson") && this.lesson) this.open(this.lesson);
    if (changed.has("console") || changed.has("server")) this.watch();
    if (changed.has("lesson") || changed.has("server")) this.setUp();
    // The learner is to say everything.
    if (changed.has("lesson") && this.lesson && this.console) this.console.guided = false;
  }

  protected override update(changed: PropertyValues<this>): void {
    const focused = this.shadowRoot?.activeElement;
    super.update(changed);
    if (focused && !focused.isConnected) this.refocus(focused);
  }

  /** What had the focus is gone, as its work is done: the keyboard goes on where the learner does. */
  private refocus(gone: Element): void {
    const question = this.present?.querySelector("wsmtp-question");
    if (gone instanceof QuestionElement && question) question.focus();
    else this.present?.focus({ preventScroll: true });
  }

  override render() {
    const { lesson, progress } = this;
    if (!lesson) return nothing;
    return html`<article class="lesson" aria-label=${lesson.title}>
      ${this.renderHead(lesson)}
      <ol class="steps">
        ${lesson.steps.map((step, index) => {
          if (index < progress.step) return renderDone(step);
          return index === progress.step ? this.renderPresent(lesson, step) : renderComing(step);
        })}
      </ol>
      ${isFinished(lesson, progress) ? this.renderClosing(lesson) : nothing}
      <p class="unseen" role="status">${this.news}</p>
    </article>`;
  }

  private renderHead({ title, minutes, text, steps }: Lesson) {
    const done = this.progress.step;
    const about = text === "" ? nothing : renderProse(text);
    return html`<div class="head">
      <h2><bdi>${legible(title)}</bdi></h2>
      <p class="counted">
        <progress max=${steps.length} value=${done} aria-label="Steps done"></progress>
        <span dir="auto">${done} of ${steps.length} steps, about ${minutes} minutes</span>
        ${done > 0 ? html`<button type="button" @click=${this.reset}>Begin again</button>` : nothing}
      </p>
      ${
        done === 0 || about === nothing
          ? about
          : html`<details class="step">
              <summary>What this lesson is about</summary>
              <div class="inside">${about}</div>
            </details>`
      }
    </div>`;
  }

  private renderPresent(lesson: Lesson, step: Step) {
    const { hints, showsAnswer, advice, trouble, performing } = this;
    const index = this.progress.step;
    const present: Present = {
      ...{ step, hints, showsAnswer, advice, trouble },
      performing: performing !== undefined,
      before: lesson.steps[index - 1],
      reached: this.progress.reached,
      lost: this.standing === "closed" && stepsTo(lesson, index).length > 0,
      astray: this.wayBack.length > 0,
    };
    return renderPresent(present, {
      hint: () => (this.hints += 1),
      showAnswer: () => (this.showsAnswer = true),
      perform: () => void this.perform(),
      stop: () => this.stop(),
      catchUp: () => void this.act(this.wayBack),
      tell: (goal, text) => this.heed({ kind: "told", goal, text }),
    });
  }

  private renderClosing({ closing, steps }: Lesson) {
    const last = steps.at(-1);
    return html`<section
      class="closing step reached"
      tabindex="-1"
      aria-label="The end of the lesson"
    >
      <h3><span class="sign" aria-hidden="true">✓</span>Done</h3>
      <div class="inside">
        ${last && last.done !== "" ? renderSeen(last) : nothing}
        ${closing === "" ? nothing : renderProse(closing)}
        <div class="actions">
          ${
            this.following === ""
              ? nothing
              : html`<button type="button" class="primary" @click=${this.goOn}>
                  Next: ${legible(this.following)}
                </button>`
          }
        </div>
      </div>
    </section>`;
  }

  private get known(): Lesson {
    if (!this.lesson) throw new Error("there is no lesson");
    return this.lesson;
  }

  private watch(): void {
    this.watching?.abort();
    if (!this.console || !this.isConnected) return;
    this.watching = new AbortController();
    const { signal } = this.watching;
    this.standing = this.console.connection;
    const stand = ({ detail }: Event & { detail?: unknown }): void => {
      this.standing = String(detail);
      if (detail === "connecting") this.stray();
    };
    const said = ({ detail }: Event & { detail?: unknown }): void => {
      if (isSpoken(detail)) this.stray();
    };
    this.console.addEventListener("connection", stand, { signal });
    this.console.addEventListener("said", said, { signal });
    new Desk((happening) => this.heed(happening)).watch(this.console, this.server, signal);
  }

  /** Goes on where the learner has left off; a connection that is there is about something else. */
  private open(lesson: Lesson): void {
    this.arrive(BEGINNING);
    this.arrive(keptProgress(lesson));
    this.isAstray = true;
  }

  /** What is done for the learner leads where it should. */
  private stray(): void {
    if (!this.performing) this.isAstray = true;
  }

  /** Comes to a step: whatever helped with the one before is gone. */
  private arrive(progress: Progress): void {
    if (progress.step !== this.progress.step || progress === BEGINNING) {
      this.hints = 0;
      this.showsAnswer = false;
      this.advice = "";
      this.trouble = "";
      this.isAstray =
        progress !== BEGINNING && this.isAstray && !(this.step && isConversation(this.step));
    }
    this.progress = progress;
  }

  private heed(happening: Happening): void {
    if (!this.lesson) return;
    const { lesson, progress } = this;
    const next = follow(lesson, progress, happening);
    if (next === progress) {
      this.advice = adviceOn(lesson, progress, happening) ?? this.advice;
      return;
    }
    this.news = newsOf(lesson, progress, next);
    this.arrive(next);
    // A setup that somebody has applied meanwhile holds until the lesson needs another.
    if (setupAt(lesson, next.step) !== setupAt(lesson, progress.step)) this.setUp();
    keepProgress(lesson, next);
    this.dispatchEvent(new CustomEvent("progress", { detail: next }));
  }

  /** Sets the practice server up for the step; it is so from the next connection on. */
  private setUp(): void {
    if (!this.lesson || !this.server) return;
    const setup = setupAt(this.lesson, this.progress.step);
    if (setup === this.server.setup) return;
    try {
      this.server.configure(setup);
    } catch (error) {
      this.trouble = `The setup of this lesson cannot be used: ${sentenceOf(error)}`;
    }
  }

  private async perform(): Promise<void> {
    if (this.step) await this.act([...this.wayBack, this.step]);
  }

  /** The steps that lead back to where this one begins; none where the conversation stands there, or need not. */
  private get wayBack(): readonly Step[] {
    const isThere = this.standing !== "closed" && !this.isAstray;
    return isThere ? [] : stepsTo(this.known, this.progress.step);
  }

  /** Does these steps for the learner, one after the other. */
  private async act(steps: readonly Step[]): Promise<void> {
    const { console } = this;
    if (!console || this.performing) return;
    const performing = new AbortController();
    const { signal } = performing;
    this.performing = performing;
    this.trouble = "";
    const from = this.progress.step;
    try {
      for (const step of steps) await performStep(step, { console, pause: PAUSE, signal });
      // Where all of it belonged to steps that are done, the conversation stands where this one begins.
      this.isAstray = steps.some((step) => step === this.step);
    } catch (error) {
      this.isAstray = true;
      // A connection that breaks may be just what the step is about.
      if (this.progress.step === from && !signal.aborted) this.trouble = sentenceOf(error);
    }
    if (this.performing === performing) this.performing = undefined;
  }

  /** Nothing more is done for the learner. */
  private stop(): void {
    this.performing?.abort();
    this.performing = undefined;
  }

  private reset(): void {
    this.stop();
    this.arrive(BEGINNING);
    this.setUp();
    keepProgress(this.known, BEGINNING);
    this.news = "The lesson begins again.";
    this.dispatchEvent(new CustomEvent("progress", { detail: BEGINNING }));
    void this.updateComplete.then(() => this.showStep());
  }

  private goOn(): void {
    this.dispatchEvent(new CustomEvent("next"));
  }
}

/** Whether the learner's side said this line. */
function isSpoken(line: unknown): boolean {
  return typeof line === "object" && line !== null && "direction" in line && line.direction === "C";
}

/** What has just been reached, in words. */
function newsOf(lesson: Lesson, before: Progress, after: Progress): string {
  if (after.step === before.step) {
    const goal = lesson.steps[after.step]?.goals[after.reached.at(-1) ?? 0];
    return `Done: ${goal?.text ?? ""}`;
  }
  const next = lesson.steps[after.step];
  const what = lesson.steps[before.step]?.title ?? "";
  return `Done: ${what}. ${next ? `Next step: ${next.title}` : "That was the last step."}`;
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-lesson": LessonElement;
  }
}
