import { html } from "lit";
import "../drafts/drafts.js";
import type { DraftKeeper } from "../drafts/keeper.js";
import type { Doubt } from "./doubts.js";
import { KEYS, SHORTCUTS, keysOf } from "./shortcuts.js";

/** Asks whether a mail that seems to lack something is to be sent as it is. */
export function question(doubts: readonly Doubt[]) {
  return html`<form method="dialog">
    <h2 id="question-title">Send it like this?</h2>
    ${doubts.map(({ words }) => html`<p><bdi>${words}</bdi></p>`)}
    <div class="actions">
      <button class="primary" value="send">Send anyway</button>
      <button value="" autofocus>Go on writing</button>
    </div>
  </form>`;
}

/** What can be done with the drafts. */
interface DraftDeeds {
  readonly keeper: DraftKeeper | undefined;
  readonly open: (id: string) => void;
  readonly discard: (id: string) => void;
  readonly startAnother: () => void;
  readonly close: () => void;
}

/** The list of drafts. */
export function drafts({ keeper, open, discard, startAnother, close }: DraftDeeds) {
  return html`<h2 id="drafts-title">Drafts</h2>
    <wsmtp-drafts
      .keeper=${keeper}
      @open=${({ detail }: CustomEvent<string>) => open(detail)}
      @discard=${({ detail }: CustomEvent<string>) => discard(detail)}
    ></wsmtp-drafts>
    <div class="actions">
      <button type="button" @click=${startAnother}>New mail</button>
      <button type="button" @click=${close}>Close</button>
    </div>`;
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
