import { html, nothing } from "lit";
import type { GatewayInfo, Sandbox, Upstream } from "../gateway.js";

const SECURITY: Readonly<Record<Upstream["security"], string>> = {
  implicit: "TLS from the start",
  starttls: "STARTTLS",
  none: "not encrypted",
};

/** The lines above the text: who writes to whom, about what. With `copies` there need be nobody in To. */
export function letterFields(info: GatewayInfo | undefined, copies: boolean) {
  const sandbox = info?.sandbox;
  return html`
    ${line("from", "From", { value: sandbox?.user, required: true, autocomplete: "email" })}
    ${line("to", "To", { value: sandbox ? `friend@${sandbox.domain}` : "", required: !copies })}
    ${line("cc", "Cc")} ${line("bcc", "Bcc")} ${line("subject", "Subject")}
  `;
}

interface Line {
  readonly value?: string | undefined;
  readonly required?: boolean;
  readonly autocomplete?: "email";
}

function line(name: string, label: string, about: Line = {}) {
  return html`<div class="line">
    <label for=${name}>${label}</label>
    <input
      id=${name}
      name=${name}
      dir="auto"
      value=${about.value ?? ""}
      autocomplete=${about.autocomplete ?? "off"}
      ?required=${about.required}
      autocapitalize=${name === "subject" ? "sentences" : "none"}
      spellcheck=${name === "subject" ? "true" : "false"}
    />
  </div>`;
}

/** What a server asks of the writer, beside the mail. */
export interface Needs {
  /** A user name and a password; without them the gateway signs in. */
  readonly account: boolean;
  readonly token: boolean;
}

/**
 * Which server takes the mail, and who signs in to it: folded where the sandbox has filled it in,
 * absent until there is a server to choose.
 */
export function serverFields(info: GatewayInfo | undefined, upstream: string, needs: Needs) {
  const sandbox = info?.sandbox;
  if (!info && upstream === "") return nothing;
  const fixed = html`<input type="hidden" name="upstream" value=${upstream} />`;
  if (upstream !== "" && !needs.account) return fixed;
  return html`<details class="server" ?open=${!sandbox}>
      <summary>
        Mail server${sandbox ? html` <span class="muted">filled in for this demo</span>` : nothing}
      </summary>
      <div class="grid">
        ${upstream === "" ? upstreamField(info?.upstreams ?? []) : fixed}
        ${needs.account ? accountFields(sandbox) : nothing} ${needs.token ? tokenField() : nothing}
      </div>
      ${
        needs.account
          ? nothing
          : html`<p class="muted small">
              The gateway signs in to this server: no password is needed.
            </p>`
      }
    </details>
    ${sandbox ? practice(sandbox.domain) : nothing}`;
}

function accountFields(sandbox: Sandbox | null | undefined) {
  return html`<div class="field">
      <label for="user">User name</label>
      <input
        id="user"
        name="user"
        value=${sandbox?.user ?? ""}
        autocomplete="username"
        autocapitalize="none"
      />
    </div>
    <div class="field">
      <label for="password">Password</label>
      <input
        id="password"
        name="password"
        type="password"
        value=${sandbox?.password ?? ""}
        autocomplete="current-password"
      />
    </div>`;
}

/** Not required: without one, the gateway's answer says what is missing. */
function tokenField() {
  return html`<div class="field">
    <label for="token">Token</label>
    <input id="token" name="token" type="password" autocomplete="off" />
  </div>`;
}

function upstreamField(upstreams: readonly Upstream[]) {
  return html`<div class="field">
    <label for="upstream">Server</label>
    <select id="upstream" name="upstream">
      ${upstreams.map(
        ({ name, security }) =>
          html`<option value=${name}>${name} (${SECURITY[security]})</option>`,
      )}
    </select>
  </div>`;
}

/** The sandbox's addresses that fail on purpose. */
function practice(domain: string) {
  return html`<p class="muted small">
    Nothing leaves this machine: the practice server keeps every mail. To see what a failure looks
    like, write to <code>refused@${domain}</code>, <code>later@${domain}</code> or
    <code>close@${domain}</code>.
  </p>`;
}
