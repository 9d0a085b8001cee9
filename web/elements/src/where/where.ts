import { LitElement, type PropertyValues, css, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { Security } from "wsmtp";
import { gatewayAt } from "../ask.js";
import type { SignIn } from "../sign-in.js";
import { type GatewayInfo, readGatewayInfo } from "../gateway.js";
import type { Place } from "../place.js";
import { sentenceOf } from "../sentence.js";
import { type Choice, choicesOf, needsOf, placeOf, sandboxOf } from "../server/choice.js";
import { PORTS, SECURITY } from "../server/host.js";
import type { PracticeServer } from "../server/practice-server.js";
import { base } from "../styles.js";
import { keyOf } from "../via.js";

/** A place that was chosen, and who signs in there. */
export interface Chosen {
  /** Undefined as long as it is not said which server, or the one in the page has not started. */
  readonly place: Place | undefined;
  readonly signIn: SignIn | undefined;
}

/** The practice server in the page, as an option. */
const PAGE = keyOf({ kind: "page" });

/**
 * Asks where SMTP is spoken to: to the practice server in the page, a server of the gateway's, or another one.
 *
 * @fires change - `CustomEvent<Chosen>`: another place is chosen, or the one that is chosen can now be reached.
 */
@customElement("wsmtp-where")
export class WhereElement extends LitElement {
  /** Where the gateway is; without it, where the page came from. A page may come from where there is none. */
  @property() gateway = "";
  /** The practice server in the page, which is chosen at first. */
  @property({ attribute: false }) practice: PracticeServer | undefined;

  @state() private info: GatewayInfo | undefined;
  @state() private chosen = PAGE;
  @state() private tls: Security = "implicit";
  @state() private trouble = "";
  @query("form") private form?: HTMLFormElement;

  static override styles = [
    base,
    css`
      form {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: 0.5rem 0.75rem;
      }

      label {
        display: grid;
        flex: 1 1 7rem;
        gap: 0.125rem;
        min-width: 0;
        color: var(--wsmtp-muted);
        font-size: var(--wsmtp-small);
      }

      label.wide {
        flex: 1 1 14rem;
      }

      label.narrow {
        flex: 0 1 5.5rem;
      }

      input,
      select {
        width: 100%;
        min-width: 0;
        min-height: 2.25rem;
        padding: 0.25rem 0.5rem;
        border: 1px solid var(--wsmtp-edge);
        border-radius: var(--wsmtp-radius);
        background: var(--wsmtp-surface);
        color: var(--wsmtp-ink);
        font-size: 1rem;
      }

      .trouble {
        color: var(--wsmtp-bad);
      }
    `,
  ];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("gateway")) void this.askGateway();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("practice") && this.chosen === PAGE) this.tell();
  }

  /** Chooses the practice server in the page. */
  choosePage(): void {
    if (this.chosen !== PAGE) this.choose(PAGE);
  }

  /** Asks the gateway again, as its practice server may have another setup; gives as whom one signs in now. */
  async refresh(): Promise<SignIn | undefined> {
    await this.askGateway(this.info);
    return this.signInAt(this.choice);
  }

  override render() {
    const { choice } = this;
    return html`<form @change=${this.tell} @submit=${(event: Event) => event.preventDefault()}>
        <label class="wide"
          >Mail server
          <select
            @change=${(event: Event) => {
              event.stopPropagation();
              this.choose((event.target as HTMLSelectElement).value);
            }}
          >
            ${this.choices.map((one) => this.renderOption(one))}
          </select></label
        >
        ${choice.kind === "host" ? this.renderHost() : nothing} ${this.renderNeeds(choice)}
      </form>
      <p class="trouble small" role="alert">${this.trouble}</p>`;
  }

  private renderOption(choice: Choice) {
    const key = keyOf(choice);
    return html`<option value=${key} ?selected=${key === this.chosen}>
      ${this.wordsFor(choice)}
    </option>`;
  }

  private wordsFor(choice: Choice): string {
    if (choice.kind === "page") return "Practice server in this page";
    if (choice.kind === "host") return "Another server…";
    return sandboxOf(choice, this.servers) ? "Practice server of the gateway" : choice.name;
  }

  private renderHost() {
    return html`<label class="wide"
        >Host
        <input
          name="host"
          dir="ltr"
          placeholder="smtp.example.org"
          spellcheck="false"
          autocapitalize="none"
          @input=${this.forgetPassword}
      /></label>
      <label class="narrow"
        >Port <input name="port" dir="ltr" inputmode="numeric" placeholder=${PORTS[this.tls]}
      /></label>
      <label
        >Security
        <select
          @change=${(event: Event) => {
            this.tls = (event.target as HTMLSelectElement).value as Security;
          }}
        >
          ${Object.entries(SECURITY).map(
            ([tls, words]) =>
              html`<option value=${tls} ?selected=${tls === this.tls}>${words}</option>`,
          )}
        </select></label
      >`;
  }

  private renderNeeds(choice: Choice) {
    const { account, token } = needsOf(choice, this.servers);
    const password = html`<label
        >User <input name="user" autocomplete="username" spellcheck="false"
      /></label>
      <label
        >Password <input name="password" type="password" autocomplete="current-password"
      /></label>`;
    return html`${account && !sandboxOf(choice, this.servers) ? password : nothing}${
      token
        ? html`<label>Token <input name="token" type="password" autocomplete="off" /></label>`
        : nothing
    }`;
  }

  private async askGateway(otherwise?: GatewayInfo): Promise<void> {
    const { gateway } = this;
    // Pages that come as plain files have no gateway beside them, and then there is nothing to add.
    const info = await readGatewayInfo(gatewayAt(gateway)).catch(() => otherwise);
    if (this.gateway === gateway) this.info = info;
  }

  private get servers() {
    const { info, practice } = this;
    return { info, practice, upstream: "", token: "", signedIn: false };
  }

  /** The page's own first: it is where one begins. */
  private get choices(): Choice[] {
    const others = choicesOf({ ...this.servers, practice: undefined });
    return [{ kind: "page" }, ...others];
  }

  private get choice(): Choice {
    return this.choices.find((one) => keyOf(one) === this.chosen) ?? { kind: "page" };
  }

  private choose(key: string): void {
    this.chosen = key;
    // What was typed for one server is not given to another.
    for (const input of this.form?.querySelectorAll("input") ?? []) input.value = "";
    void this.updateComplete.then(() => this.tell());
  }

  /** A password is for the host that it was typed for. */
  private forgetPassword(): void {
    const password = this.form?.querySelector<HTMLInputElement>('input[name="password"]');
    if (password) password.value = "";
  }

  private tell(): void {
    this.trouble = "";
    const { choice } = this;
    let place: Place | undefined;
    try {
      place = this.placeAt(choice);
    } catch (error) {
      this.trouble = sentenceOf(error);
    }
    // Also without a place: nobody is to speak to the one before.
    const detail: Chosen = { place, signIn: place && this.signInAt(choice) };
    this.dispatchEvent(new CustomEvent("change", { detail }));
  }

  /** What is written into a field of the form, without the space around it; empty where there is none. */
  private written(name: string): string {
    return this.typed(name).trim();
  }

  /** The same, each space of it. */
  private typed(name: string): string {
    const value = this.form && new FormData(this.form).get(name);
    return typeof value === "string" ? value : "";
  }

  private placeAt(choice: Choice): Place | undefined {
    if (choice.kind === "page") {
      return this.practice && { kind: "page", webSocket: this.practice.webSocket };
    }
    // Nobody has typed where to yet.
    if (choice.kind === "host" && this.written("host") === "") return undefined;
    return placeOf(choice, {
      gateway: gatewayAt(this.gateway),
      token: this.written("token"),
      ...{ host: this.written("host"), port: this.written("port"), tls: this.tls },
    });
  }

  private signInAt(choice: Choice): SignIn | undefined {
    const known = choice.kind === "page" ? this.practice : sandboxOf(choice, this.servers);
    const user = known?.user ?? this.written("user");
    const password = known?.password ?? this.typed("password");
    return user === "" ? undefined : { user, password };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-where": WhereElement;
  }
}
