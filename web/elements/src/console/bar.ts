import { html, nothing } from "lit";
import type { SessionInfo } from "wsmtp";
import type { Place } from "../place.js";
import type { SignIn } from "../sign-in.js";
import type { Connection } from "./talk.js";

/** What the bar above a console shows. */
export interface Bar {
  readonly connection: Connection;
  readonly info: SessionInfo | undefined;
  readonly place: Place | undefined;
  readonly guided: boolean;
  /** How the connection that is there was begun; undefined where there is none. */
  readonly begunGuided: boolean | undefined;
}

/** What a person does with it. */
export interface BarActions {
  readonly connect: () => void;
  readonly disconnect: () => void;
  readonly guide: (guided: boolean) => void;
}

/** Where the console stands, and the switch between typed and guided. */
export function renderBar(bar: Bar, { connect, disconnect, guide }: BarActions) {
  const mode = (guided: boolean, words: string) =>
    html`<label class="choice">
      <input
        type="radio"
        name="mode"
        .checked=${bar.guided === guided}
        @change=${() => guide(guided)}
      />${words}
    </label>`;
  const later = bar.begunGuided !== undefined && bar.begunGuided !== bar.guided;
  return html`<div class="bar">
    <p class="standing" data-connection=${bar.connection}>
      <span class="where">${whereOf(bar)}</span>
      ${bar.connection === "open" ? renderLock(bar) : nothing}
    </p>
    <div class="modes" role="radiogroup" aria-label="Who speaks">
      ${mode(false, "Typed")} ${mode(true, "Guided")}
    </div>
    ${
      bar.connection === "open"
        ? html`<button type="button" @click=${connect}>Connect anew</button>`
        : nothing
    }
    ${
      bar.connection === "closed"
        ? nothing
        : html`<button type="button" @click=${disconnect}>Disconnect</button>`
    }
    ${later ? html`<p class="muted small later">${laterOf(bar.guided)}</p>` : nothing}
  </div>`;
}

function laterOf(guided: boolean): string {
  return guided
    ? "From the next connection on, the console says EHLO and STARTTLS by itself."
    : "From the next connection on, nothing is said that you do not type.";
}

function whereOf({ connection, info, place }: Bar): string {
  if (connection === "closed") return "Not connected";
  if (connection === "connecting") return "Connecting…";
  if (place?.kind === "page") return "Connected to the practice server in this page";
  return `Connected to ${info?.peer ?? "the server"}`;
}

function renderLock({ info, place }: Bar) {
  if (info?.tls && place?.kind === "page") {
    return html`<span class="lock safe">TLS, as practice</span>`;
  }
  if (info?.tls) return html`<span class="lock safe">encrypted, ${info.tls.version}</span>`;
  const words = info?.security === "starttls" ? "in clear until STARTTLS" : "in clear";
  return html`<span class="lock">${words}</span>`;
}

/** What the next guided connection is begun with. */
export interface Options {
  readonly pipelining: boolean;
  readonly chunking: boolean;
  readonly signIn: SignIn | undefined;
}

/** The choices for the next guided connection. */
export function renderOptions(options: Options, change: (options: Options) => void) {
  const { pipelining, chunking, signIn } = options;
  const told = (event: Event): string => (event.target as HTMLInputElement).value;
  const ticked = (event: Event): boolean => (event.target as HTMLInputElement).checked;
  const sign = (part: Partial<SignIn>): void => {
    change({ ...options, signIn: { user: "", password: "", ...signIn, ...part } });
  };
  return html`<details>
    <summary>For the next connection</summary>
    <div class="fields">
      <label class="choice">
        <input
          type="checkbox"
          .checked=${pipelining}
          @change=${(event: Event) => change({ ...options, pipelining: ticked(event) })}
        />PIPELINING
      </label>
      <label class="choice">
        <input
          type="checkbox"
          .checked=${chunking}
          @change=${(event: Event) => change({ ...options, chunking: ticked(event) })}
        />CHUNKING
      </label>
      <div class="field">
        <label for="sign-in-user">Sign in as</label>
        <input
          id="sign-in-user"
          dir="ltr"
          autocomplete="off"
          autocapitalize="none"
          .value=${signIn?.user ?? ""}
          @change=${(event: Event) => sign({ user: told(event) })}
        />
      </div>
      <div class="field">
        <label for="sign-in-password">Password</label>
        <input
          id="sign-in-password"
          type="password"
          autocomplete="off"
          .value=${signIn?.password ?? ""}
          @change=${(event: Event) => sign({ password: told(event) })}
        />
      </div>
    </div>
  </details>`;
}
