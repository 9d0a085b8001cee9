import { LitElement, type PropertyValues, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { type SetupRule, loadPractice } from "wsmtp-practice";
import "../tabs.js";
import { legible } from "../legible.js";
import { sentence } from "../sentence.js";
import { base } from "../styles.js";
import { type Draft, EMPTY, problemOf, withRules, withText } from "./draft.js";
import { writeLink } from "./link.js";
import { renderRule } from "./rule-view.js";
import { setupStyles } from "./setup-styles.js";
import type { SetupTarget } from "./target.js";
import { TEMPLATES, type Template } from "./templates.js";

const TABS = [
  { id: "form", label: "Rules" },
  { id: "text", label: "As text" },
] as const;

/**
 * A form for what the practice server is like and what goes wrong with it; as rules, or as their text.
 *
 * @fires change - `CustomEvent<string>`: a setup was applied; its text.
 */
@customElement("wsmtp-setup")
export class SetupElement extends LitElement {
  /** The server that it is for. Without one, whoever hears `change` applies it. */
  @property({ attribute: false }) target: SetupTarget | undefined;
  /** The setup that is in force. Setting it replaces what a person has written, but not what is proposed. */
  @property() setup = "";
  /** The lesson that a shared link leads to, too. */
  @property() lesson = "";
  /** The page that a shared link leads to; without it, this one. */
  @property() page = "";

  @state() private tab: "form" | "text" = "form";
  @state() private draft: Draft = EMPTY;
  /** The place of the rule whose fields are shown. */
  @state() private edited: number | undefined;
  @state() private proposed = false;
  @state() private said = "";
  @state() private link = "";
  @query("#text") private area?: HTMLTextAreaElement;
  @query("#menu") private menu?: HTMLSelectElement;

  static override styles = [base, setupStyles];

  /** Shows a setup that somebody else has made, and applies nothing: that is for the reader to do. */
  async propose(setup: string): Promise<void> {
    this.proposed = true;
    await this.take(setup);
  }

  /** Applies what is written, if it can be read; what is wrong is shown. */
  async apply(): Promise<void> {
    const text = this.written();
    if (text === undefined) return;
    try {
      await this.target?.apply(text);
    } catch (error) {
      return this.fail(error);
    }
    this.setup = text;
    this.proposed = false;
    this.said = "Applied: it holds for connections from now on.";
    this.dispatchEvent(new CustomEvent("change", { detail: text }));
  }

  override render() {
    return html`<wsmtp-tabs
        label="How the setup is shown"
        .tabs=${TABS}
        .selected=${this.tab}
        @select=${({ detail }: CustomEvent<string>) => this.show(detail === "text" ? "text" : "form")}
      ></wsmtp-tabs>
      ${this.proposed ? this.renderProposed() : nothing}
      <div class="panel">${this.tab === "form" ? this.renderForm() : this.renderText()}</div>
      <div role="status" class="problem">${this.renderProblem()}</div>
      <div class="actions">
        <button type="button" class="primary" @click=${() => void this.apply()}>Apply</button>
        <button type="button" @click=${this.share}>Share as a link</button>
        <button type="button" @click=${() => this.startOver()}>Start over</button>
        <span class="small muted">${this.isApplied ? "" : "Not applied yet."}</span>
      </div>
      <p role="status" class="small">${this.said}</p>
      ${this.link === "" ? nothing : this.renderLink()}`;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const isNews = changed.has("setup") && !this.proposed && this.setup !== this.draft.text;
    if (isNews) void this.take(this.setup);
    if (changed.has("target") && this.target) void this.readTarget(this.target);
  }

  private renderProposed() {
    return html`<p class="notice">
      This setup came with a link. Look at it; nothing of it holds before you apply it.
    </p>`;
  }

  private renderForm() {
    return html`${
        this.draft.rules.length === 0
          ? html`<p class="muted">No rules: the server is as usual, and nothing goes wrong.</p>`
          : html`<ol>
              ${this.draft.rules.map((rule, index) => this.renderRule(rule, index))}
            </ol>`
      }
      <div class="add">
        <label>
          What should happen?
          <select id="menu">
            ${Object.entries(TEMPLATES).map(
              ([group, templates]) =>
                html`<optgroup label=${group}>
                  ${templates.map(({ words }) => html`<option>${words}</option>`)}
                </optgroup>`,
            )}
          </select>
        </label>
        <button type="button" @click=${this.add}>Add the rule</button>
      </div>`;
  }

  private renderRule(rule: SetupRule, index: number) {
    const [last, edited] = [this.draft.rules.length - 1, index === this.edited];
    return renderRule(rule, {
      wrong: this.draft.problem?.line === index + 1,
      edited,
      first: index === 0,
      last: index === last,
      edit: () => (this.edited = edited ? undefined : index),
      change: (changed) => this.change(this.draft.rules.with(index, changed)),
      move: (step) => this.move(index, index + step),
      drop: () => void this.drop(index),
    });
  }

  private renderText() {
    return html`<label for="text">One rule a line; lines with # are comments</label>
      <textarea
        id="text"
        dir="ltr"
        rows=${Math.min(Math.max(this.draft.text.split("\n").length + 1, 8), 24)}
        spellcheck="false"
        autocapitalize="none"
        aria-invalid=${this.draft.problem ? "true" : "false"}
        aria-describedby="reason"
        .value=${this.draft.text}
        @input=${this.type}
      ></textarea>`;
  }

  private renderProblem() {
    if (!this.draft.problem) return nothing;
    const { words, line } = this.draft.problem;
    const go = html`<button type="button" @click=${() => this.goTo(line ?? 1)}>Go there</button>`;
    const where = this.tab === "form" ? words.replace(/^line (?=\d)/i, "Rule ") : words;
    return html`<p id="reason"><bdi>${legible(sentence(where))}</bdi></p>
      ${line !== undefined && this.tab === "text" ? go : nothing}`;
  }

  private renderLink() {
    const holdsPassword = this.draft.rules.some(({ type }) => type === "user");
    return html`<label>
        The link
        <input type="text" readonly dir="ltr" .value=${this.link} @focus=${selectAll} />
      </label>
      ${
        holdsPassword
          ? html`<p class="small muted">
              The practice users' passwords are in the link: they must guard nothing else.
            </p>`
          : nothing
      }`;
  }

  private get isApplied(): boolean {
    return !this.proposed && this.draft.text.trim() === this.setup.trim();
  }

  /** Takes a text over: as rules, where it can be read. */
  private async take(text: string): Promise<void> {
    this.draft = { ...EMPTY, text };
    this.link = "";
    this.edited = undefined;
    try {
      await loadPractice();
    } catch (error) {
      return this.fail(error);
    }
    if (this.draft.text !== text) return;
    this.draft = withText(this.draft, text);
    this.tab = this.draft.problem ? "text" : "form";
  }

  private async readTarget(target: SetupTarget): Promise<void> {
    if (this.proposed) return;
    try {
      const setup = await target.read();
      if (this.target === target && !this.proposed) this.setup = setup;
    } catch (error) {
      this.fail(error);
    }
  }

  /** A rule that is wrong has no text, and a text that is wrong no rules: what is wrong is mended where it is. */
  private show(tab: "form" | "text"): void {
    if (tab === "text" && this.draft.problem?.line !== undefined) return;
    if (tab === "form") this.draft = withText(this.draft, this.draft.text);
    if (tab === "text" || !this.draft.problem) this.tab = tab;
  }

  /** Something was written by hand. */
  private write(draft: Draft): void {
    this.draft = draft;
    this.said = "";
    this.link = "";
  }

  private change(rules: readonly SetupRule[]): void {
    this.write(withRules(this.draft, rules));
  }

  private readonly type = (): void => {
    this.write(withText(this.draft, this.area?.value ?? ""));
  };

  /** What may be applied or shared; undefined while something is wrong. */
  private written(): string | undefined {
    if (this.tab === "text") this.type();
    else this.change(this.draft.rules);
    return this.draft.problem ? undefined : this.draft.text;
  }

  private readonly add = async (): Promise<void> => {
    const rule = templateOf(this.menu?.value ?? "")?.rule;
    if (!rule) return;
    this.edited = this.draft.rules.length;
    this.change([...this.draft.rules, rule]);
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(".fields :is(input, select, textarea)")?.focus();
  };

  private async drop(index: number): Promise<void> {
    this.edited = undefined;
    this.change(this.draft.rules.filter((_, at) => at !== index));
    await this.updateComplete;
    const next = this.renderRoot.querySelectorAll<HTMLElement>(".drop");
    (next[Math.min(index, next.length - 1)] ?? this.menu)?.focus();
  }

  private move(from: number, to: number): void {
    const rule = this.draft.rules[from];
    if (!rule) return;
    if (this.edited === from) this.edited = to;
    else if (this.edited === to) this.edited = from;
    this.change(this.draft.rules.toSpliced(from, 1).toSpliced(to, 0, rule));
  }

  private startOver(): void {
    this.proposed = false;
    this.edited = undefined;
    this.tab = "form";
    this.change([]);
  }

  private readonly share = async (): Promise<void> => {
    const setup = this.written();
    if (setup === undefined) return;
    try {
      this.link = writeLink(this.page || location.href, {
        setup,
        lesson: this.lesson || undefined,
      });
    } catch (error) {
      return this.fail(error);
    }
    const copied = await navigator.clipboard?.writeText(this.link).then(
      () => true,
      () => false,
    );
    this.said = copied ? "The link is in the clipboard." : "Copy the link:";
  };

  /** The line of the text, selected. */
  private goTo(line: number): void {
    const lines = this.draft.text.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    this.area?.focus();
    this.area?.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  }

  private fail(error: unknown): void {
    this.draft = { ...this.draft, problem: problemOf(error) };
    this.said = "";
  }
}

function templateOf(words: string): Template | undefined {
  return Object.values(TEMPLATES)
    .flat()
    .find((template) => template.words === words);
}

function selectAll({ target }: Event): void {
  (target as HTMLInputElement).select();
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-setup": SetupElement;
  }
}
