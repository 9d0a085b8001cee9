import { LitElement, html } from "lit";
import { customElement, query } from "lit/decorators.js";
import type { SendLater } from "wsmtp";
import { base } from "../styles.js";

/** The events of the element. */
interface SendButtonEventMap extends HTMLElementEventMap {
  send: CustomEvent<SendLater>;
}

/** An element that knows the types of its events. */
export interface SendButtonElement {
  addEventListener<K extends keyof SendButtonEventMap>(
    type: K,
    listener: (event: SendButtonEventMap[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

/**
 * Sends a mail, now or later.
 *
 * @fires send - `CustomEvent<SendLater>`: empty for now, else with `at`; what `Postbox.send` takes.
 */
@customElement("wsmtp-send-button")
export class SendButtonElement extends LitElement {
  @query("button") private button?: HTMLButtonElement;

  static override styles = [base];

  override render() {
    return html`<button class="primary" type="button" @click=${() => this.send({})}>Send</button>`;
  }

  override focus(): void {
    this.button?.focus();
  }

  private send(detail: SendLater): void {
    this.dispatchEvent(new CustomEvent("send", { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-send-button": SendButtonElement;
  }
}
