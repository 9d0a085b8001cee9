import { LitElement, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { legible } from "../legible.js";
import { base } from "../styles.js";
import { lessonStyles } from "./lesson-styles.js";
import { isRight } from "./progress.js";
import type { Question } from "./script.js";

/**
 * A question of a lesson, to be answered by writing or by choosing.
 *
 * @fires told - `CustomEvent<string>`: the right answer was given.
 */
@customElement("wsmtp-question")
export class QuestionElement extends LitElement {
  /** What is right, and what to choose from. */
  @property({ attribute: false }) question: Question | undefined;
  /** The question itself, for screen readers; it is shown beside this element. */
  @property() label = "";

  @state() private isWrong = false;

  static override styles = [base, lessonStyles];

  /** Leads to where the answer is given. */
  override focus(): void {
    void this.updateComplete.then(() => this.renderRoot.querySelector("input")?.focus());
  }

  override render() {
    if (!this.question) return nothing;
    const { choices } = this.question;
    return html`<form @submit=${this.submit}>
      ${choices.length > 0 ? this.renderChoices(choices) : this.renderField()}
      <button>Check</button>
      <p class="wrong small" role="status" dir="auto">
        ${this.isWrong ? "That is not it. Look again, and try another answer." : nothing}
      </p>
    </form>`;
  }

  private renderField() {
    return html`<input
      name="answer"
      aria-label=${`Your answer to: ${this.label}`}
      autocomplete="off"
      autocapitalize="none"
      spellcheck="false"
      maxlength="200"
    />`;
  }

  private renderChoices(choices: readonly string[]) {
    return html`<fieldset aria-label=${this.label}>
      ${choices.map(
        (choice) =>
          html`<label
            ><input type="radio" name="answer" value=${choice} /><bdi
              >${legible(choice)}</bdi
            ></label
          >`,
      )}
    </fieldset>`;
  }

  private submit(event: SubmitEvent): void {
    event.preventDefault();
    const given = new FormData(event.target as HTMLFormElement).get("answer");
    if (!this.question || typeof given !== "string" || given.trim() === "") return;
    this.isWrong = !isRight(given, this.question);
    if (!this.isWrong) this.dispatchEvent(new CustomEvent("told", { detail: given }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-question": QuestionElement;
  }
}
