import { html, nothing } from "lit";
import { legible } from "../legible.js";
import { readSpans } from "./prose.js";
import { renderProse, renderSpans } from "./prose-view.js";
import "./question.js";
import type { Goal, Question, Step } from "./script.js";

/** The step that the learner is at. */
export interface Present {
  readonly step: Step;
  /** The one that has just been done. */
  readonly before: Step | undefined;
  /** The goals that are reached. */
  readonly reached: readonly number[];
  /** How many hints are shown. */
  readonly hints: number;
  readonly showsAnswer: boolean;
  readonly advice: string;
  readonly trouble: string;
  /** The connection that the step goes on in is gone. */
  readonly lost: boolean;
  /** The conversation may not stand where the step begins. */
  readonly astray: boolean;
  /** Something is being done for the learner. */
  readonly performing: boolean;
}

/** What the learner does in the lesson itself. */
export interface Help {
  readonly hint: () => void;
  readonly showAnswer: () => void;
  readonly perform: () => void;
  readonly stop: () => void;
  readonly catchUp: () => void;
  readonly tell: (goal: number, text: string) => void;
}

/** The step to do now. */
export function renderPresent(present: Present, help: Help) {
  const { step, before, reached } = present;
  return html`<li class="step current" tabindex="-1" aria-current="step">
    <h3><span class="sign" aria-hidden="true">→</span><bdi>${legible(step.title)}</bdi></h3>
    <div class="inside">
      ${before && before.done !== "" ? renderSeen(before) : nothing} ${renderProse(step.text)}
      <ul class="goals" aria-label="Goals">
        ${step.goals.map((goal, at) =>
          renderGoal(goal, reached.includes(at), (text) => help.tell(at, text)),
        )}
      </ul>
      ${renderRemarks(present)} ${renderHints(step.hints.slice(0, present.hints))}
      ${present.showsAnswer ? renderAnswer(step) : nothing} ${renderActions(present, help)}
    </div>
  </li>`;
}

/** A step that is done, to be looked at again. */
export function renderDone(step: Step) {
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

/** A step that is to come. */
export function renderComing({ title }: Step) {
  return html`<li class="step coming">
    <h3><span class="sign" aria-hidden="true">○</span><bdi>${legible(title)}</bdi></h3>
  </li>`;
}

/** What was seen in a step. */
export function renderSeen({ done }: Step) {
  return html`<div class="seen">${renderProse(done)}</div>`;
}

function renderGoal({ text, proof }: Goal, reached: boolean, tell: (text: string) => void) {
  return html`<li class=${reached ? "reached" : ""}>
    <span class="sign" aria-hidden="true">${reached ? "✓" : "○"}</span>
    <div>
      <span class="unseen">${reached ? "Done:" : "To do:"}</span>
      <span class="what" dir="auto">${renderSpans(readSpans(text))}</span>
      ${proof.kind === "question" && !reached ? renderQuestion(proof, text, tell) : nothing}
    </div>
  </li>`;
}

function renderQuestion(question: Question, label: string, tell: (text: string) => void) {
  return html`<wsmtp-question
    label=${legible(label)}
    .question=${question}
    @told=${({ detail }: CustomEvent<string>) => tell(detail)}
  ></wsmtp-question>`;
}

/** What is said to what the learner did, and what went wrong. */
function renderRemarks({ advice, trouble, lost }: Present) {
  return html`<div class="remarks" role="status">
      ${advice === "" ? nothing : html`<div class="advice">${renderProse(advice)}</div>`}
      ${trouble === "" ? nothing : html`<p class="trouble" dir="auto">${legible(trouble)}</p>`}
    </div>
    ${
      lost
        ? html`<p class="muted small" dir="auto">
            There is no connection. Connect, and come back to this point, or let the lesson do it.
          </p>`
        : nothing
    }`;
}

function renderHints(hints: readonly string[]) {
  if (hints.length === 0) return nothing;
  return html`<div class="hints" role="status">
    <ul>
      ${hints.map((hint) => html`<li dir="auto">${renderSpans(readSpans(hint))}</li>`)}
    </ul>
  </div>`;
}

function renderAnswer({ connect, answer, goals }: Step) {
  const told = goals.flatMap(({ text, proof }) =>
    proof.kind === "question" ? [`${text} ${proof.answers[0] ?? ""}`] : [],
  );
  const lines = [...(connect ? ["(Connect)"] : []), ...answer, ...told].join("\n");
  return html`<pre class="answer" dir="ltr" tabindex="0" role="region" aria-label="Answer">
${legible(lines)}</pre>`;
}

function renderActions(present: Present, { hint, showAnswer, perform, stop, catchUp }: Help) {
  const { step, astray, showsAnswer, hints, performing } = present;
  const button = (words: string, act: () => void, isMain = false) =>
    html`<button
      type="button"
      class=${isMain ? "primary" : ""}
      aria-disabled=${performing}
      @click=${act}
    >
      ${words}
    </button>`;
  const isTyped = step.connect || step.answer.length > 0;
  return html`<div class="actions">
    ${step.send ? button("Send the mail", perform, true) : nothing}
    ${hints < step.hints.length ? button(hints === 0 ? "Hint" : "Another hint", hint) : nothing}
    ${showsAnswer || step.send ? nothing : button("Show the answer", showAnswer)}
    ${isTyped && !step.send ? button("Do it for me", perform) : nothing}
    ${astray ? button("Connect and catch up", catchUp) : nothing}
    ${performing ? html`<button type="button" @click=${stop}>Stop</button>` : nothing}
  </div>`;
}
