import { html, nothing } from "lit";
import { encodeBase64 } from "../explain/base64.js";
import type { Parameter } from "../explain/parameters.js";
import { sentence } from "../sentence.js";

/** The commands that need more than their word. */
export type FormKind = "EHLO" | "HELO" | "AUTH" | "MAIL" | "RCPT" | "VRFY";

const KINDS: readonly string[] = ["EHLO", "HELO", "AUTH", "MAIL", "RCPT", "VRFY"];

/** What a form can offer. */
export interface Offer {
  readonly offered: readonly Parameter[];
  readonly mechanisms: readonly string[];
  readonly addresses: readonly string[];
}

/** Those that one can sign in with by hand: the others compute their answers. */
const BY_HAND = ["PLAIN", "LOGIN"];

/** The form of a command; undefined where its word is all. */
export function formOf(verb: string): FormKind | undefined {
  return KINDS.includes(verb) ? (verb as FormKind) : undefined;
}

/** The fields of a command's form. */
export function commandForm(kind: FormKind, offer: Offer) {
  switch (kind) {
    case "EHLO":
    case "HELO":
      return field("argument", "Name of this machine", "client.example.org");
    case "VRFY":
      return field("argument", "User", "");
    case "AUTH":
      return authFields(offer.mechanisms);
    case "MAIL":
      return pathFields("From (nobody: leave it empty)", false, offer);
    case "RCPT":
      return pathFields("To", true, offer);
  }
}

/** What a form says; with `shown`, without its secret. */
export function composed(kind: FormKind, form: FormData, shown: boolean): string {
  const value = (name: string): string => String(form.get(name) ?? "").trim();
  switch (kind) {
    case "MAIL":
      return [`MAIL FROM:<${value("path")}>`, ...parametersIn(form)].join(" ");
    case "RCPT":
      return [`RCPT TO:<${value("path")}>`, ...parametersIn(form)].join(" ");
    case "AUTH":
      return auth(form, shown);
    case "EHLO":
    case "HELO":
    case "VRFY":
      return `${kind} ${value("argument")}`.trim();
  }
}

function auth(form: FormData, shown: boolean): string {
  const mechanism = String(form.get("mechanism") ?? "LOGIN");
  if (mechanism !== "PLAIN") return `AUTH ${mechanism}`;
  const [user, password] = [form.get("user"), form.get("password")];
  return `AUTH PLAIN ${shown ? "***" : encodeBase64(`\0${String(user)}\0${String(password)}`)}`;
}

/** The parameters that are ticked, with their values. */
function parametersIn(form: FormData): readonly string[] {
  return form.getAll("parameter").map((name) => {
    const value = String(form.get(`value-${String(name)}`) ?? "").trim();
    return value === "" ? String(name) : `${String(name)}=${value}`;
  });
}

function field(name: string, label: string, value: string) {
  return html`<div class="field">
    <label for=${name}>${label}</label>
    <input id=${name} name=${name} value=${value} required dir="ltr" autocomplete="off" />
  </div>`;
}

function authFields(mechanisms: readonly string[]) {
  const possible = BY_HAND.filter((one) => mechanisms.includes(one));
  if (possible.length === 0) {
    return html`<p>
      This server offers ${mechanisms.join(", ")}. Their answers are computed: let the console sign
      in when it connects.
    </p>`;
  }
  return html`<div class="fields">
    <div class="field">
      <label for="mechanism">Mechanism</label>
      <select id="mechanism" name="mechanism">
        ${possible.map((one) => html`<option>${one}</option>`)}
      </select>
    </div>
    ${
      possible.includes("PLAIN")
        ? html`<div class="field">
              <label for="user">User (for PLAIN)</label>
              <input id="user" name="user" dir="ltr" autocomplete="off" autocapitalize="none" />
            </div>
            <div class="field">
              <label for="password">Password (for PLAIN)</label>
              <input id="password" name="password" type="password" autocomplete="off" />
            </div>`
        : nothing
    }
  </div>`;
}

function pathFields(label: string, required: boolean, { offered, addresses }: Offer) {
  return html`<div class="field">
      <label for="path">${label}</label>
      <input
        id="path"
        name="path"
        dir="ltr"
        list="addresses"
        autocomplete="off"
        autocapitalize="none"
        spellcheck="false"
        ?required=${required}
      />
      <datalist id="addresses">
        ${addresses.map((address) => html`<option value=${address}></option>`)}
      </datalist>
    </div>
    ${
      offered.length === 0
        ? nothing
        : html`<details>
            <summary>Parameters that this server takes</summary>
            <div class="fields">${offered.map(parameterField)}</div>
          </details>`
    }`;
}

function parameterField({ name, purpose, example }: Parameter) {
  return html`<div class="field">
    <label class="choice"><input type="checkbox" name="parameter" value=${name} />${name}</label>
    ${
      example === ""
        ? nothing
        : html`<input
            name="value-${name}"
            value=${example}
            aria-label="Value of ${name}"
            dir="ltr"
            autocomplete="off"
          />`
    }
    <span class="muted small">${sentence(purpose)}</span>
  </div>`;
}
