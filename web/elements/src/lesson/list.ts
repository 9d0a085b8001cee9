import { LitElement, css, html } from "lit";
import { customElement, property } from "lit/decorators.js";
import { legible } from "../legible.js";
import { base } from "../styles.js";
import { keptProgress } from "./kept-progress.js";
import { isFinished } from "./progress.js";
import type { Lesson } from "./script.js";

/** The lessons that there are, and how far the learner has come in each. Each is a link to `#lesson=ID`. */
@customElement("wsmtp-lesson-list")
export class LessonListElement extends LitElement {
  @property({ attribute: false }) lessons: readonly Lesson[] = [];

  static override styles = [
    base,
    css`
      ol {
        display: grid;
        gap: 0.5rem;
      }

      a {
        display: grid;
        grid-template-columns: 1.75rem minmax(0, 1fr) auto;
        gap: 0 0.5rem;
        padding: 0.625rem 1rem;
        color: inherit;
        text-decoration: none;
      }

      a:hover {
        background: var(--wsmtp-tint);
      }

      strong {
        font-weight: 600;
      }

      .sign {
        grid-row: span 2;
        color: var(--wsmtp-muted);
        font-variant-numeric: tabular-nums;
      }

      .finished .sign {
        color: var(--wsmtp-good);
        font-weight: 700;
      }

      .summary {
        grid-column: 2 / -1;
      }
    `,
  ];

  override render() {
    return html`<ol>
      ${this.lessons.map((lesson, index) => this.renderLesson(lesson, index + 1))}
    </ol>`;
  }

  private renderLesson(lesson: Lesson, number: number) {
    const progress = keptProgress(lesson);
    const finished = isFinished(lesson, progress);
    const begun = `${progress.step} of ${lesson.steps.length} steps`;
    const standing = finished ? "done" : progress.step > 0 ? begun : `${lesson.minutes} min`;
    return html`<li>
      <a
        class=${finished ? "card finished" : "card"}
        href=${`#${new URLSearchParams({ lesson: lesson.id })}`}
      >
        <span class="sign" aria-hidden="true">${finished ? "✓" : number}</span>
        <strong><bdi>${legible(lesson.title)}</bdi></strong>
        <span class="muted small" dir="auto">${standing}</span>
        <span class="summary muted small" dir="auto">${legible(lesson.summary)}</span>
      </a>
    </li>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-lesson-list": LessonListElement;
  }
}
