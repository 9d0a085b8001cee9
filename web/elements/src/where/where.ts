import { LitElement, css, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { Security, WebSocketConstructor } from "wsmtp";
import type { SignIn } from "../console/talk.js";
import { gatewayAt } from "../ask.js";
import { type GatewayInfo, readGatewayInfo } from "../gateway.js";
import type { Place } from "../place.js";
import { base } from "../styles.js";

/** The practice server in the page, as `Practice` of wsmtp-practice is. */
export interface PracticeServer {
  readonly webSocket: WebSocketConstructor;
  readonly user: string;
  readonly password: string;
}

/** A place that was chosen, and who signs in there. */
export interface Chosen {
  readonly place: Place;
  readonly signIn: SignIn | undefined;
}

/** What is chosen: the page's server, one of the gateway's by its name, or any other. */
type Choice = "page" | "other" | `upstream ${string}`;

/** Where people hand in mail with TLS from the first octet (RFC 8314). */
const USUAL_PORT = 465;

/**
 * Asks where SMTP is spoken to: to the practice server in the page, a server of the gateway's, or another one.
 *
 * @fires change - `CustomEvent<Chosen>`: another place is chosen.
 */
@customElement("wsmtp-where")
export class WhereElement extends LitElement {
  /** Where the gateway is; without it, where the page came from. A page may come from where there is none. */
  @property() gateway = "";
  /** The practice server in the page, which is chosen at first. */
  @property({ attribute: false }) practice: PracticeServer | undefined;

  @state() private info: GatewayInfo | undefined;
  @state() private choice: Choice = "page";
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
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    // Pages that come as plain files have no gateway beside them, and then there is nothing to add.
    readGatewayInfo(gatewayAt(this.gateway)).then(
      (info) => (this.info = info),
      () => undefined,
    );
  }

  /** Chooses the practice server in the page. */
  choosePage(): void {
    if (this.choice === "page") return;
    this.choice = "page";
    void this.updateComplete.then(() => this.tell());
  }

  override render() {
    return html`<form @change=${this.tell} @submit=${(event: Event) => event.preventDefault()}>
      <label class="wide"
        >Mail server
        <select name="choice" @change=${this.choose}>
          <option value="page" ?selected=${this.choice === "page"}>
            Practice server in this page
          </option>
          ${this.info?.upstreams.map(({ name }) => this.renderUpstream(name))}
          ${
            this.info
              ? html`<option value="other" ?selected=${this.choice === "other"}>
                  Another server
                </option>`
              : nothing
          }
        </select></label
      >
      ${this.choice === "other" ? renderHost() : nothing}
      ${this.choice === "page" ? nothing : this.renderAdmission()}
    </form>`;
  }

  private renderUpstream(name: string) {
    const value: Choice = `upstream ${name}`;
    const isSandbox = this.info?.sandbox && name === "sandbox";
    return html`<option value=${value} ?selected=${this.choice === value}>
      ${isSandbox ? "Practice server of the gateway" : name}
    </option>`;
  }

  private renderAdmission() {
    const upstream = this.upstream;
    const isSandbox = upstream?.name === "sandbox" && this.info?.sandbox;
    return html`${
      upstream?.tokens === "none"
        ? nothing
        : html`<label>Token <input name="token" type="password" autocomplete="off" /></label>`
    }${
      isSandbox || upstream?.signed_in
        ? nothing
        : html`<label>User <input name="user" autocomplete="username" spellcheck="false" /></label>
            <label
              >Password <input name="password" type="password" autocomplete="current-password"
            /></label>`
    }`;
  }

  private get upstream() {
    return this.info?.upstreams.find(({ name }) => this.choice === `upstream ${name}`);
  }

  private choose(event: Event): void {
    event.stopPropagation();
    this.choice = (event.target as HTMLSelectElement).value as Choice;
    void this.updateComplete.then(() => this.tell());
  }

  private tell(): void {
    const place = this.place;
    if (!place) return;
    const detail: Chosen = { place, signIn: this.signIn };
    this.dispatchEvent(new CustomEvent("change", { detail }));
  }

  /** What is written into a field of the form; empty where there is none. */
  private written(name: string): string {
    const value = this.form && new FormData(this.form).get(name);
    return typeof value === "string" ? value.trim() : "";
  }

  private get place(): Place | undefined {
    if (this.choice === "page") {
      return this.practice && { kind: "page", webSocket: this.practice.webSocket };
    }
    const gateway = gatewayAt(this.gateway);
    const token = this.written("token");
    const { upstream } = this;
    if (upstream) return { kind: "upstream", gateway, upstream: upstream.name, token };
    const host = this.written("host");
    if (host === "") return undefined;
    const port = Number(this.written("port"));
    return { kind: "host", gateway, host, port, tls: this.written("tls") as Security, token };
  }

  private get signIn(): SignIn | undefined {
    if (this.choice === "page") return signInOf(this.practice);
    if (this.upstream?.name === "sandbox" && this.info?.sandbox) return signInOf(this.info.sandbox);
    return signInOf({ user: this.written("user"), password: this.written("password") });
  }
}

function signInOf(account: SignIn | undefined): SignIn | undefined {
  return account && account.user !== ""
    ? { user: account.user, password: account.password }
    : undefined;
}

function renderHost() {
  return html`<label class="wide"
      >Host
      <input name="host" placeholder="smtp.example.org" spellcheck="false" autocapitalize="none"
    /></label>
    <label class="narrow"
      >Port <input name="port" type="number" min="1" max="65535" value=${USUAL_PORT}
    /></label>
    <label
      >Security
      <select name="tls">
        <option value="implicit">TLS from the start</option>
        <option value="starttls">STARTTLS</option>
        <option value="none">None</option>
      </select></label
    >`;
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-where": WhereElement;
  }
}
