import { html } from "lit";
import type { Doubt } from "./doubts.js";
import { KEYS, SHORTCUTS, keysOf } from "./shortcuts.js";

/** Asks whether a mail that seems to lack something is to be sent as it is. */
export function question(doubts: readonly Doubt[]) {
  return html`<form method="dialog">
    <h2 id="question-title">Send it like this?</h2>
    ${doubts.map(({ words }) => html`<p><bdi>${words}</bdi></p>`)}
    <div class="actions">
      <button class="primary" value="send">Send anyway</button>
      <button value="">Go on writing</button>
    </div>
  </form>`;
}

/** The list of shortcuts. */
export function help() {
  return html`<form method="dialog">
    <h2 id="help-title">Keyboard shortcuts</h2>
    <dl class="keys">
      ${SHORTCUTS.map((one) => row(keysOf(one), one.words))}
      ${KEYS.map(({ keys, words }) => row([keys], words))}
    </dl>
    <div class="actions"><button class="primary" autofocus>Close</button></div>
  </form>`;
}

function row(keys: readonly string[], words: string) {
  return html`<div>
    <dt>${words}</dt>
    <dd>${keys.map((key) => html`<kbd>${key}</kbd>`)}</dd>
  </div>`;
}
