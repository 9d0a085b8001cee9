import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { COMMANDS } from "../explain/commands.js";
import { Course } from "../explain/course.js";
import { type Step, nextSteps } from "../explain/next.js";
import { parametersOf } from "../explain/parameters.js";
import { sentence } from "../sentence.js";
import { base } from "../styles.js";
import { stuffed } from "./content.js";
import { type FormKind, commandForm, composed, formOf } from "./forms.js";
import { fieldStyles } from "./line-styles.js";

/** The events of the guide. */
interface GuideEventMap extends HTMLElementEventMap {
  lines: CustomEvent<readonly string[]>;
}

/** An element that knows the types of its events. */
export interface GuideElement {
  addEventListener<K extends keyof GuideEventMap>(
    type: K,
    listener: (event: GuideEventMap[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

/**
 * What may be said next, as buttons, with a form for each command that needs more than its word.
 *
 * @fires lines - `CustomEvent<readonly string[]>`: what to say, in order.
 */
@customElement("wsmtp-console-guide")
export class GuideElement extends LitElement {
  /** Where the conversation stands. */
  @property({ attribute: false, hasChanged: () => true }) course = new Course();
  /** Addresses that were said before. */
  @property({ attribute: false }) addresses: readonly string[] = [];

  /** The command whose form is open. */
  @state() private open: FormKind | undefined;
  /** What that form says so far. */
  @state() private line = "";

  /** The focus was here, and what had it is gone: what comes next gets it. */
  private holdsFocus = false;

  static override styles = [
    base,
    fieldStyles,
    css`
      .steps {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem;
      }

      form {
        display: grid;
        gap: 0.625rem;
        margin-top: 0.75rem;
        padding: 0.875rem 1rem;
        border: 1px solid var(--wsmtp-line);
        border-radius: var(--wsmtp-radius);
      }

      .fields {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 14rem), 1fr));
        gap: 0.625rem 1rem;
      }

      .field {
        display: grid;
        align-content: start;
        gap: 0.25rem;
      }

      textarea {
        width: 100%;
        min-height: 9rem;
        font-family: var(--wsmtp-mono);
        font-size: 0.875rem;
      }

      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem;
      }

      code {
        overflow-wrap: anywhere;
      }
    `,
  ];

  protected override willUpdate(): void {
    this.holdsFocus ||= this.shadowRoot?.activeElement instanceof Element;
  }

  protected override updated(): void {
    if (!this.holdsFocus || this.shadowRoot?.activeElement) return;
    // Between a command and its answer there is nothing here to have it.
    const next = this.renderRoot.querySelector<HTMLElement>("textarea, .steps button");
    if (next === null && document.activeElement === document.body) return;
    this.holdsFocus = false;
    if (document.activeElement === document.body) next?.focus();
  }

  override render() {
    const { course } = this;
    if (course.within === "data") return this.renderContent();
    const steps = course.within === "prompt" ? [] : nextSteps(course);
    if (steps.length === 0) return nothing;
    const open = steps.find(({ verb }) => verb === this.open);
    return html`<p class="unseen" id="next">What may come next</p>
      <div class="steps" role="group" aria-labelledby="next">
        ${steps.map((step) => this.renderStep(step))}
      </div>
      ${open ? this.renderForm(open) : nothing}`;
  }

  private renderStep(step: Step) {
    const kind = formOf(step.verb);
    return html`<button
      type="button"
      data-verb=${step.verb}
      title=${sentence(step.why)}
      aria-expanded=${kind ? String(this.open === kind) : nothing}
      @click=${() => (kind ? this.toggle(kind) : this.say([step.verb]))}
    >
      ${nameOf(step)}${kind ? "…" : ""}
    </button>`;
  }

  private renderForm({ verb, why }: Step) {
    const offered = parametersOf(verb).filter(({ extension }) => this.course.offersOf(extension));
    const mechanisms = this.course.offersOf("AUTH") ?? [];
    return html`<form @submit=${this.submit} @input=${this.note}>
      <p>
        ${sentence(COMMANDS[verb]?.purpose ?? why)}
        <span class="muted">${COMMANDS[verb]?.more}</span>
      </p>
      ${commandForm(verb as FormKind, { offered, mechanisms, addresses: this.addresses })}
      <p class="small">
        ${this.line === "" ? nothing : html`This says <code dir="ltr">${this.line}</code>`}
      </p>
      <div class="actions">
        <button class="primary">Say it</button>
        <button type="button" @click=${() => this.toggle(undefined)}>Cancel</button>
      </div>
    </form>`;
  }

  private renderContent() {
    return html`<form @submit=${this.submitContent}>
      <p>
        Write the mail: its header, an empty line, and the text. The console doubles a dot at the
        beginning of a line, and says the dot that ends the mail.
      </p>
      <div class="field">
        <label for="content">The mail</label>
        <textarea
          id="content"
          dir="auto"
          spellcheck="false"
          .defaultValue=${this.template}
        ></textarea>
      </div>
      <div class="actions"><button class="primary">Say the mail</button></div>
    </form>`;
  }

  private get template(): string {
    const [to = "bob@example.org", from = "ada@example.org"] = this.addresses;
    return `From: <${from}>\nTo: <${to}>\nSubject: Hello\n\nHello!\n`;
  }

  /** Opens a form, or closes it; the focus goes where one goes on. */
  private async toggle(kind: FormKind | undefined): Promise<void> {
    const before = this.open;
    this.open = this.open === kind ? undefined : kind;
    this.line = "";
    await this.updateComplete;
    const field = this.renderRoot.querySelector<HTMLElement>("form :is(input, select)");
    const button = this.renderRoot.querySelector<HTMLElement>(`[data-verb="${before}"]`);
    (field ?? button)?.focus();
    this.note();
  }

  private note(): void {
    const form = this.renderRoot.querySelector("form");
    if (form && this.open) this.line = composed(this.open, new FormData(form), true);
  }

  private submit(event: SubmitEvent): void {
    event.preventDefault();
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !this.open) return;
    const line = composed(this.open, new FormData(form), false);
    form.reset();
    this.open = undefined;
    this.say([line]);
  }

  private submitContent(event: SubmitEvent): void {
    event.preventDefault();
    const text = this.renderRoot.querySelector("textarea")?.value ?? "";
    this.say([...stuffed(text), "."]);
  }

  private say(detail: readonly string[]): void {
    this.dispatchEvent(new CustomEvent("lines", { detail }));
  }
}

function nameOf({ verb }: Step): string {
  if (verb === "MAIL") return "MAIL FROM";
  return verb === "RCPT" ? "RCPT TO" : verb;
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-console-guide": GuideElement;
  }
}
