import { LitElement, type PropertyValues, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { legible } from "../legible.js";
import { sentenceOf } from "../sentence.js";
import { base } from "../styles.js";
import { Desk, type LessonConsole, type LessonServer } from "./desk.js";
import { keepProgress, keptProgress } from "./kept-progress.js";
import { lessonStyles } from "./lesson-styles.js";
import { performStep, setupAt, stepsTo } from "./performance.js";
import { BEGINNING, type Happening, type Progress } from "./progress.js";
import { adviceOn, follow, isFinished } from "./progress.js";
import { readSpans } from "./prose.js";
import { proseStyles, renderProse, renderSpans } from "./prose-view.js";
import "./question.js";
import type { Goal, Lesson, Question, Step } from "./script.js";

/** Milliseconds between two lines that are said for the learner: slow enough to follow. */
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
  @state() private performing = false;
  /** What is told to screen readers. */
  @state() private news = "";

  @query(".current, .closing") private present?: HTMLElement;
  private watching: AbortController | undefined;

  static override styles = [base, proseStyles, lessonStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    this.watch();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.watching?.abort();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("lesson") && this.lesson) this.arrive(keptProgress(this.lesson));
    if (changed.has("console") || changed.has("server")) this.watch();
    if (changed.has("lesson") || changed.has("server")) this.setUp();
  }

  override render() {
    const { lesson, progress } = this;
    if (!lesson) return nothing;
    return html`<article class="lesson" aria-label=${lesson.title}>
      ${this.renderHead(lesson)}
      <ol class="steps">
        ${lesson.steps.map((step, index) => {
          if (index < progress.step) return renderDone(step);
          return index === progress.step ? this.renderCurrent(lesson, step) : renderComing(step);
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
        ${done} of ${steps.length} steps, about ${minutes} minutes
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

  private renderCurrent(lesson: Lesson, step: Step) {
    const before = lesson.steps[this.progress.step - 1];
    return html`<li class="step current" tabindex="-1" aria-current="step">
      <h3><span class="sign" aria-hidden="true">→</span><bdi>${legible(step.title)}</bdi></h3>
      <div class="inside">
        ${before && before.done !== "" ? renderSeen(before) : nothing} ${renderProse(step.text)}
        <ul class="goals" aria-label="Goals">
          ${step.goals.map((goal, index) => this.renderGoal(goal, index))}
        </ul>
        ${this.renderHelp(step)} ${this.renderActions(step)}
      </div>
    </li>`;
  }

  private renderGoal({ text, proof }: Goal, index: number) {
    const reached = this.progress.reached.includes(index);
    const question = proof.kind === "question" && !reached ? proof : undefined;
    return html`<li class=${reached ? "reached" : ""}>
      <span class="sign" aria-hidden="true">${reached ? "✓" : "○"}</span>
      <div>
        <span class="unseen">${reached ? "Done:" : "To do:"}</span>
        <span class="what">${renderSpans(readSpans(text))}</span>
        ${question ? this.renderQuestion(question, text, index) : nothing}
      </div>
    </li>`;
  }

  private renderQuestion(question: Question, label: string, goal: number) {
    return html`<wsmtp-question
      label=${legible(label)}
      .question=${question}
      @told=${({ detail }: CustomEvent<string>) => this.heed({ kind: "told", goal, text: detail })}
    ></wsmtp-question>`;
  }

  private renderHelp({ hints, answer, connect }: Step) {
    const shown = hints.slice(0, this.hints);
    const lines = [...(connect ? ["(press Connect)"] : []), ...answer].join("\n");
    return html`
      <div role="status">
        ${this.advice === "" ? nothing : html`<div class="advice">${renderProse(this.advice)}</div>`}
        ${this.trouble === "" ? nothing : html`<p class="trouble">${legible(this.trouble)}</p>`}
      </div>
      ${
        shown.length === 0
          ? nothing
          : html`<div class="hints" role="status">
              <ul>
                ${shown.map((hint) => html`<li>${renderSpans(readSpans(hint))}</li>`)}
              </ul>
            </div>`
      }
      ${
        this.showsAnswer
          ? html`<pre class="answer" dir="ltr" tabindex="0" aria-label="Answer">
${legible(lines)}</pre>`
          : nothing
      }
    `;
  }

  private renderActions(step: Step) {
    const left = step.hints.length - this.hints;
    const lost = this.standing === "closed" && stepsTo(this.known, this.progress.step).length > 0;
    const isTyped = step.connect || step.answer.length > 0;
    return html`
      ${
        lost
          ? html`<p class="muted small">
              There is no connection. Press Connect and come back to this point, or let the lesson
              do it.
            </p>`
          : nothing
      }
      <div class="actions">
        ${
          step.send
            ? html`<button type="button" class="primary" @click=${this.perform}>
                Send the mail
              </button>`
            : nothing
        }
        ${
          left > 0
            ? html`<button type="button" @click=${() => (this.hints += 1)}>
                ${this.hints === 0 ? "Hint" : "Another hint"}
              </button>`
            : nothing
        }
        ${
          isTyped && !this.showsAnswer
            ? html`<button type="button" @click=${() => (this.showsAnswer = true)}>
                Show the answer
              </button>`
            : nothing
        }
        ${
          isTyped && !step.send
            ? html`<button type="button" aria-disabled=${this.performing} @click=${this.perform}>
                Do it for me
              </button>`
            : nothing
        }
        ${
          lost
            ? html`<button type="button" aria-disabled=${this.performing} @click=${this.catchUp}>
                Connect and catch up
              </button>`
            : nothing
        }
      </div>
    `;
  }

  private renderClosing({ closing, steps }: Lesson) {
    const last = steps.at(-1);
    return html`<section class="closing step" tabindex="-1" aria-label="The end of the lesson">
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
    };
    this.console.addEventListener("connection", stand, { signal });
    new Desk((happening) => this.heed(happening)).watch(this.console, this.server, signal);
  }

  /** Comes to a step: whatever helped with the one before is gone. */
  private arrive(progress: Progress): void {
    if (progress.step !== this.progress.step || progress === BEGINNING) {
      this.hints = 0;
      this.showsAnswer = false;
      this.advice = "";
      this.trouble = "";
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
    this.setUp();
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
    const index = this.progress.step;
    const step = this.known.steps[index];
    if (step) await this.act(this.isLost(index) ? [...stepsTo(this.known, index), step] : [step]);
  }

  private async catchUp(): Promise<void> {
    await this.act(stepsTo(this.known, this.progress.step));
  }

  private isLost(index: number): boolean {
    return this.standing === "closed" && stepsTo(this.known, index).length > 0;
  }

  /** Does these steps for the learner, one after the other. */
  private async act(steps: readonly Step[]): Promise<void> {
    if (!this.console || this.performing) return;
    this.performing = true;
    this.trouble = "";
    try {
      for (const step of steps) await performStep(step, { console: this.console, pause: PAUSE });
    } catch (error) {
      this.trouble = sentenceOf(error);
    }
    this.performing = false;
  }

  private reset(): void {
    this.arrive(BEGINNING);
    this.setUp();
    keepProgress(this.known, BEGINNING);
    this.news = "The lesson begins again.";
    this.dispatchEvent(new CustomEvent("progress", { detail: BEGINNING }));
    void this.updateComplete.then(() => this.present?.focus());
  }

  private goOn(): void {
    this.dispatchEvent(new CustomEvent("next"));
  }
}

function renderDone(step: Step) {
  return html`<li>
    <details class="step reached">
      <summary>
        <span class="sign" aria-hidden="true">✓</span><bdi>${legible(step.title)}</bdi>
        <span class="unseen">(done)</span>
      </summary>
      <div class="inside">
        ${renderProse(step.text)} ${step.done === "" ? nothing : renderSeen(step)}
      </div>
    </details>
  </li>`;
}

function renderComing({ title }: Step) {
  return html`<li class="step coming">
    <h3><span class="sign" aria-hidden="true">○</span><bdi>${legible(title)}</bdi></h3>
  </li>`;
}

function renderSeen({ done }: Step) {
  return html`<div class="seen">${renderProse(done)}</div>`;
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
