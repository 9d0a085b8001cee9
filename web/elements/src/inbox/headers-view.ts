import { html, nothing } from "lit";
import { decodeWords } from "postal-mime";
import { legible } from "../legible.js";
import { addressList } from "../address-list.js";
import { readHops } from "./headers/hops.js";
import type { Hop } from "./headers/hops.js";
import { meaningOf } from "./headers/meaning.js";
import type { Mail } from "./mail.js";
import type { MailSummary } from "./mail-source.js";

/** Fields that are shown, and characters of each: the rest is in the source. */
const MAX_FIELDS = 200;
const MAX_VALUE = 2_000;

/** The envelope, the way that the mail took, and each field of the header with what it is for. */
export function headersView({ summary, email }: Mail) {
  const { headers } = email;
  const received = headers.filter(({ key }) => key === "received").map(({ value }) => value);
  return html`<div class="headers" tabindex="0" role="group" aria-label="Headers of the mail">
    ${renderEnvelope(summary)} ${renderWay(readHops(received))}
    <h3>Fields</h3>
    <dl class="fields">
      ${headers.slice(0, MAX_FIELDS).map(({ originalKey, value }) => renderField(originalKey, value))}
    </dl>
    ${
      headers.length > MAX_FIELDS
        ? html`<p class="small muted">${headers.length - MAX_FIELDS} more are in the source.</p>`
        : nothing
    }
  </div>`;
}

/** What servers go by, beside what the header says. */
function renderEnvelope({ from, to }: MailSummary) {
  return html`<h3>Envelope</h3>
    <p class="small muted">
      What MAIL and RCPT said. Servers deliver by this and never look at From and To below, so they
      may differ.
    </p>
    <dl class="envelope">
      <dt>MAIL FROM</dt>
      <dd><bdi>${from === "" ? "<> (a bounce: nobody is to be told)" : legible(from)}</bdi></dd>
      <dt>RCPT TO</dt>
      <dd>${addressList(to)}</dd>
    </dl>`;
}

function renderWay(hops: readonly Hop[]) {
  return html`<h3>The way it took</h3>
    ${
      hops.length === 0
        ? html`<p class="small muted">
            No server has stamped it with a Received field: it came straight from its sender to this
            one.
          </p>`
        : html`<ol class="hops">
            ${hops.map(renderHop)}
          </ol>`
    }`;
}

function renderHop({ from, by, protocol, for: recipient, at, took }: Hop) {
  const facts = [
    ...(protocol === "" ? [] : [protocol]),
    ...(recipient === "" ? [] : [`for ${recipient}`]),
    ...(at ? [at.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" })] : []),
  ];
  return html`<li>
    <bdi>${from === "" ? "(somebody)" : shown(from)}</bdi>
    <span class="muted">to</span>
    <bdi>${by === "" ? "(a server without a name)" : shown(by)}</bdi>
    ${took === undefined ? nothing : html`<span class="took">${spanOf(took)}</span>`}
    <span class="small muted facts">${facts.map((fact) => html`<bdi>${shown(fact)}</bdi> `)}</span>
  </li>`;
}

function spanOf(seconds: number): string {
  if (seconds < 0) return `${-seconds} s before: clocks differ`;
  if (seconds < 120) return `after ${seconds} s`;
  return seconds < 7200
    ? `after ${Math.round(seconds / 60)} min`
    : `after ${Math.round(seconds / 3600)} h`;
}

function renderField(name: string, value: string) {
  const meaning = meaningOf(name);
  const words = decodeWords(value);
  return html`<dt><bdi class="mono">${shown(name)}</bdi></dt>
    <dd>
      <bdi class="value">${shown(value)}</bdi>
      ${words === value ? nothing : html`<bdi class="value read">reads: ${shown(words)}</bdi>`}
      <span class="small muted">
        ${meaning ? `${meaning.words} ${meaning.source}.` : "No standard that is known here says what it means."}
      </span>
    </dd>`;
}

function shown(text: string): string {
  const cut = text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text;
  return legible(cut);
}
