import { html } from "lit";
import type { Message } from "wsmtp";

/** The form of a whole mail, which the engine sends by itself. */
export function mailForm(addresses: readonly string[], send: (message: Message) => void) {
  const [to = "", from = ""] = addresses;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (event.target instanceof HTMLFormElement) send(messageOf(new FormData(event.target)));
  };
  return html`<details>
    <summary>Let the engine send a mail</summary>
    <form @submit=${submit}>
      <div class="fields">
        ${field("from", "From", from)} ${field("to", "To", to)}
        ${field("subject", "Subject", "Hello")}
      </div>
      <div class="field">
        <label for="mail-text">Text</label>
        <textarea id="mail-text" name="text" dir="auto">Hello!</textarea>
      </div>
      <p><button>Send the mail</button></p>
    </form>
  </details>`;
}

function field(name: string, label: string, value: string) {
  return html`<div class="field">
    <label for="mail-${name}">${label}</label>
    <input id="mail-${name}" name=${name} value=${value} required dir="auto" autocomplete="off" />
  </div>`;
}

function messageOf(form: FormData): Message {
  const value = (name: string): string => String(form.get(name) ?? "");
  return { from: value("from"), to: value("to"), subject: value("subject"), text: value("text") };
}
