import { LitElement, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Security, TokenSource } from "wsmtp";
import { gatewayAt } from "../ask.js";
import type { GatewayInfo, Sandbox } from "../gateway.js";
import type { Account } from "../outbox/account.js";
import type { Place } from "../place.js";
import { base } from "../styles.js";
import { keyOf } from "../via.js";
import type { Via } from "../via.js";
import { choicesOf, needsOf, placeOf, sandboxOf, unaskedOf } from "./choice.js";
import type { Choice, Needs } from "./choice.js";
import { PORTS, SECURITY, wrongOf } from "./host.js";
import { startPractice } from "./practice-server.js";
import type { PracticeServer, PracticeSource } from "./practice-server.js";
import { serverStyles } from "./server-styles.js";

/** Fields that the writer has filled; those untouched have the server's own values. */
type Typed = Partial<Record<"user" | "password" | "token" | "host" | "port", string>>;

/**
 * Which mail server takes a mail, and who signs in to it: one that the gateway's operator has named, another one by host and
 * port, or the practice server in the page. What is typed is in memory alone.
 *
 * @fires change - `Event`: another server or account was chosen or typed.
 */
@customElement("wsmtp-server")
export class ServerElement extends LitElement {
  /** Where the gateway is; default: where the page came from. */
  @property() gateway = "";
  /** Names the one upstream to send by. Without it the writer chooses among those of `info`. */
  @property() upstream = "";
  /** Admits to the gateway: a token, or a function that gets one for each session. Without it the writer is asked. */
  @property({ attribute: false }) token: TokenSource = "";
  /** The gateway signs in to `upstream` by itself, so the writer is not asked for a password. */
  @property({ type: Boolean, attribute: "signed-in" }) signedIn = false;
  /** What the gateway says that it offers. */
  @property({ attribute: false }) info: GatewayInfo | undefined;
  /** There is no gateway, so that the practice server in the page is taken unasked. */
  @property({ type: Boolean, attribute: "no-gateway" }) noGateway = false;
  /** The practice server in the page, or what starts it; without it there is none to choose. */
  @property({ attribute: false }) practice: PracticeSource | undefined;

  @state() private chosen = "";
  @state() private typed: Typed = {};
  /** The key of the choice that it was typed for. */
  private typedFor = "";
  @state() private tls: Security = "implicit";

  static override styles = [base, serverStyles];

  /** What is chosen; undefined where nothing is, as there is nothing to choose from or the gateway has not said what there is. */
  get choice(): Choice | undefined {
    const chosen = choicesOf(this).find((choice) => keyOf(choice) === this.chosen);
    return chosen ?? unaskedOf(this, this.noGateway);
  }

  /** The key of what is chosen; empty where nothing is. */
  get key(): string {
    const { choice } = this;
    return choice ? keyOf(choice) : "";
  }

  /** What is chosen and typed, but for what signs in; null where nothing is. Setting it forgets what was typed for another. */
  get via(): Via | null {
    const { tls } = this;
    const server = this.chosen || this.key;
    const { user = "", host = "", port = "" } = this.typedAt(server);
    return server === "" ? null : { server, user, host, port, tls };
  }

  set via(via: Via | null) {
    if (!via || JSON.stringify(via) === JSON.stringify(this.via)) return;
    const { server, user, host, port, tls } = via;
    // There is nothing to choose beside the one upstream.
    if (this.upstream !== "" && this.upstream !== server) return;
    this.chosen = server;
    this.typed = { host, port, ...(user === "" ? {} : { user }) };
    this.typedFor = server;
    this.tls = tls;
  }

  /** What was chosen is not to be had any more, so that another server stands in. */
  get isAnother(): boolean {
    const { key, chosen } = this;
    return chosen !== "" && key !== "" && key !== chosen;
  }

  /** Takes what stands in as chosen, for a writer who has `seen` what was taken; false where that is another by now. */
  settle(seen: string): boolean {
    if (seen !== this.key) return false;
    if (this.isAnother) this.chosen = this.key;
    return true;
  }

  /** The gateway's sandbox, where that is chosen. */
  get sandbox(): Sandbox | undefined {
    return sandboxOf(this.choice, this);
  }

  /** Whether everything is there that is needed to connect. */
  get isComplete(): boolean {
    const { choice } = this;
    if (!choice) return false;
    const { account } = needsOf(choice, this);
    const host = choice.kind !== "host" || this.value("host") !== "";
    return host && (!account || (this.value("user") !== "" && this.value("password") !== ""));
  }

  /** Opens the settings, and puts the caret into the first field that is wrong, or else empty. */
  showMissing(): void {
    const details = this.renderRoot.querySelector("details");
    if (details) details.open = true;
    const fields = [...this.renderRoot.querySelectorAll<HTMLElement>("select, input")];
    const wrong =
      this.choice?.kind === "host" ? wrongOf(this.value("host"), this.value("port")) : "";
    const shown =
      fields.find(({ id }) => id === wrong) ??
      // What has a placeholder can stay empty.
      fields.find(
        (field) =>
          field instanceof HTMLInputElement && field.value === "" && field.placeholder === "",
      );
    (shown ?? fields[0])?.focus();
  }

  /** The account as it is set now. Rejects with what is wrong, and what starting the practice server rejects with. */
  async account(): Promise<Account> {
    const { choice } = this;
    if (!choice)
      return { place: this.placeAt({ kind: "upstream", name: this.upstream }), ...NOBODY };
    if (choice.kind === "page") return this.practiceAccount();
    const place = this.placeAt(choice);
    if (!needsOf(choice, this).account) return { place, ...NOBODY };
    return { place, user: this.value("user"), password: this.value("password") };
  }

  override render() {
    const { choice } = this;
    if (!choice && !this.practice) return nothing;
    const needs = choice ? needsOf(choice, this) : NOTHING;
    const single = this.upstream !== "";
    if (single && !needs.account && !needs.token) return nothing;
    const filled = !choice || this.sandbox !== undefined || choice.kind === "page";
    return html`<details class="server" ?open=${!filled}>
        <summary>Mail server <span class="muted">${this.renderSummary(choice)}</span></summary>
        <div class="grid" @input=${this.type} @change=${this.tell}>
          ${single ? nothing : this.renderChoices(choice)}
          ${choice?.kind === "host" ? this.renderHost() : nothing}
          ${needs.account ? this.renderAccount() : nothing}
          ${choice && needs.token ? this.renderToken(choice) : nothing}
        </div>
        ${choice && !this.sandbox ? renderHint(choice, needs) : nothing}
      </details>
      ${choice ? this.renderPractice(choice) : nothing}`;
  }

  private renderSummary(choice: Choice | undefined) {
    if (!choice) return "not known yet";
    if (this.sandbox) return "filled in for this demo";
    if (choice.kind === "page") return "in this page, for practice";
    return choice.kind === "upstream" ? choice.name : this.value("host");
  }

  private renderChoices(choice: Choice | undefined) {
    return html`<div class="field">
      <label for="upstream">Server</label>
      <select id="upstream" @input=${this.choose}>
        ${choice ? nothing : html`<option value="" selected>Not known yet</option>`}
        ${choicesOf(this).map(
          (one) =>
            html`<option
              value=${keyOf(one)}
              .selected=${choice !== undefined && keyOf(one) === keyOf(choice)}
            >
              ${wordsFor(one)}
            </option>`,
        )}
      </select>
    </div>`;
  }

  private renderHost() {
    return html`${this.field("host", "Host", { placeholder: "smtp.example.org", ltr: true })}
      <div class="field">
        <label for="tls">Security</label>
        <select id="tls" @input=${this.chooseSecurity}>
          ${Object.entries(SECURITY).map(
            ([tls, words]) =>
              html`<option value=${tls} .selected=${tls === this.tls}>
                ${words.charAt(0).toUpperCase() + words.slice(1)}
              </option>`,
          )}
        </select>
      </div>
      ${this.field("port", "Port", { placeholder: String(PORTS[this.tls]), ltr: true })}`;
  }

  private renderAccount() {
    return html`${this.field("user", "User name", { autocomplete: "username" })}
    ${this.field("password", "Password", { type: "password", autocomplete: "current-password" })}`;
  }

  /** Not required: without one, the gateway's answer says what is missing. */
  private renderToken(choice: Choice) {
    const placeholder = choice.kind === "host" ? "If the gateway asks for one" : "";
    return this.field("token", "Token", { type: "password", placeholder });
  }

  private field(name: keyof Typed, label: string, about: About = {}) {
    const { type = "text", autocomplete = "off", placeholder = "", ltr = false } = about;
    return html`<div class="field">
      <label for=${name}>${label}</label>
      <input
        id=${name}
        name=${name}
        type=${type}
        .value=${this.value(name)}
        dir=${ltr ? "ltr" : "auto"}
        autocomplete=${autocomplete}
        autocapitalize="none"
        spellcheck="false"
        placeholder=${placeholder}
      />
    </div>`;
  }

  /** The practice servers' addresses that fail on purpose. */
  private renderPractice(choice: Choice) {
    const { sandbox } = this;
    if (!sandbox && choice.kind !== "page") return nothing;
    const domain = sandbox?.domain ?? "sandbox.test";
    const where = sandbox ? "machine" : "page";
    return html`<p class="muted small" dir="auto">
      Nothing leaves this ${where}: the practice server keeps every mail. To see what a failure
      looks like, write to <code>refused@${domain}</code>, <code>later@${domain}</code> or
      <code>close@${domain}</code>.
    </p>`;
  }

  private value(name: keyof Typed): string {
    const { sandbox } = this;
    const given = name === "user" || name === "password" ? sandbox?.[name] : undefined;
    return this.typedAt(this.key)[name] ?? given ?? "";
  }

  /** What was typed for one server is not given to another, also where that stands in for it. */
  private typedAt(key: string): Typed {
    return key === this.typedFor ? this.typed : {};
  }

  private placeAt(choice: { kind: "upstream"; name: string } | { kind: "host" }): Place {
    return placeOf(choice, {
      gateway: gatewayAt(this.gateway),
      token: this.token === "" ? this.value("token").trim() : this.token,
      ...{ host: this.value("host"), port: this.value("port"), tls: this.tls },
    });
  }

  private async practiceAccount(): Promise<Account> {
    if (!this.practice) throw new TypeError("there is no practice server");
    const { webSocket, user, password }: PracticeServer = await startPractice(this.practice);
    return { place: { kind: "page", webSocket }, user, password };
  }

  private type({ target }: Event): void {
    if (!(target instanceof HTMLInputElement)) return;
    const typed = this.typedAt(this.key);
    // A password is for the host that it was typed for.
    const kept = target.name === "host" ? { ...typed, password: "" } : typed;
    this.typed = { ...kept, [target.name]: target.value };
    this.typedFor = this.key;
  }

  /** What was typed for another server is forgotten. */
  private choose({ target }: Event): void {
    if (!(target instanceof HTMLSelectElement)) return;
    this.chosen = target.value;
    this.typed = {};
  }

  private chooseSecurity({ target }: Event): void {
    const tls = target instanceof HTMLSelectElement ? target.value : "";
    if (tls === "implicit" || tls === "starttls" || tls === "none") this.tls = tls;
  }

  private tell(event: Event): void {
    event.stopPropagation();
    this.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

interface About {
  readonly type?: "text" | "password";
  readonly autocomplete?: "username" | "current-password" | "off";
  readonly placeholder?: string;
  /** Holds no words of a language. */
  readonly ltr?: boolean;
}

const NOTHING: Needs = { account: false, token: false };
const NOBODY = { user: "", password: "" } as const;

function wordsFor(choice: Choice): string {
  if (choice.kind === "page") return "Practice server in this page";
  if (choice.kind === "host") return "Another server…";
  const { name, upstream } = choice;
  return upstream ? `${name} (${SECURITY[upstream.security]})` : name;
}

function renderHint(choice: Choice, { account }: Needs) {
  if (choice.kind === "host") {
    return html`<p class="muted small" dir="auto">
      What you type here stays in this page’s memory, until you close or reload it. The gateway
      connects only where its operator permits it.
    </p>`;
  }
  if (choice.kind === "page" || account) return nothing;
  return html`<p class="muted small" dir="auto">
    The gateway signs in to this server: no password is needed.
  </p>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-server": ServerElement;
  }
}
