import { html, nothing } from "lit";
import type { SetupRule } from "wsmtp-practice";
import { legible } from "../legible.js";
import { renderFields } from "./rule-form.js";
import { ruleInWords } from "./rule-words.js";

/** How a rule stands among the others, and what may be done to it. */
export interface Standing {
  /** Something is wrong with it, which the element of id `reason` says. */
  readonly wrong: boolean;
  /** Its fields are shown. */
  readonly edited: boolean;
  readonly first: boolean;
  readonly last: boolean;
  readonly edit: () => void;
  readonly change: (rule: SetupRule) => void;
  readonly move: (step: 1 | -1) => void;
  readonly drop: () => void;
}

/** A rule in plain words, with its fields while it is edited. */
export function renderRule(rule: SetupRule, standing: Standing) {
  const { wrong, edited, drop } = standing;
  const words = legible(ruleInWords(rule));
  return html`<li class=${wrong ? "rule wrong" : "rule"}>
    <div class="line">
      <p class=${rule.type}><bdi>${rule.type === "comment" ? `# ${words}` : words}</bdi></p>
      <div class="moves">
        ${rule.type === "bare-lf" ? nothing : renderEdit(words, standing)}
        ${renderMoves(words, standing)}
        <button type="button" class="drop" aria-label=${`Remove: ${words}`} @click=${drop}>
          Remove
        </button>
      </div>
    </div>
    ${edited ? renderEdited(rule, words, standing) : nothing}
  </li>`;
}

function renderEdit(words: string, { edited, edit }: Standing) {
  return html`<button
    type="button"
    aria-expanded=${edited}
    aria-label=${`Change: ${words}`}
    @click=${edit}
  >
    Change
  </button>`;
}

/** Of several rules that fit, the first counts. */
function renderMoves(words: string, { first, last, move }: Standing) {
  if (first && last) return nothing;
  const button = (word: string, step: 1 | -1, off: boolean) =>
    html`<button
      type="button"
      aria-label=${`${word}: ${words}`}
      aria-disabled=${off}
      @click=${() => (off ? undefined : move(step))}
    >
      ${word}
    </button>`;
  return html`${button("Up", -1, first)} ${button("Down", 1, last)}`;
}

function renderEdited(rule: SetupRule, words: string, { wrong, change }: Standing) {
  return html`<fieldset aria-describedby=${wrong ? "reason" : nothing}>
    <legend class="unseen"><bdi>${words}</bdi></legend>
    <div class="fields">${renderFields(rule, change)}</div>
  </fieldset>`;
}
