import { html } from "lit";
import { ignoreHeldKey } from "../question.js";

/** Asks whether every mail is to be deleted; `hidden` of them are not in the list, as they are not what is searched for. */
export function clearQuestion(mails: number, hidden: number) {
  const all = mails === 1 ? "the only mail" : `all ${mails} mails`;
  return html`<dialog
    aria-labelledby="clear-title"
    aria-describedby="clear-words"
    @keydown=${ignoreHeldKey}
  >
    <form method="dialog">
      <h2 id="clear-title">Delete ${all}?</h2>
      <p id="clear-words">${unseen(mails, hidden)}What is deleted cannot be brought back.</p>
      <div class="actions">
        <button class="primary" value="delete">
          Delete ${mails === 1 ? "1 mail" : `${mails} mails`}
        </button>
        <button value="" autofocus>Keep ${mails === 1 ? "it" : "them"}</button>
      </div>
    </form>
  </dialog>`;
}

function unseen(mails: number, hidden: number): string {
  if (hidden === 0) return "";
  const which = mails === 1 ? "It" : `${hidden} of them`;
  const [are, them] = hidden === 1 ? ["is", "it"] : ["are", "them"];
  return `${which} ${are} not shown, as the search does not find ${them}. `;
}
