import type { OutboxEntry } from "wsmtp";
import type { Conversation } from "../conversation.js";

/** The events of the form. */
interface ComposeEventMap extends HTMLElementEventMap {
  conversation: CustomEvent<Conversation>;
  sent: CustomEvent<OutboxEntry>;
}

/** An element that knows the types of its events. */
declare module "./compose.js" {
  interface ComposeElement {
    addEventListener<K extends keyof ComposeEventMap>(
      type: K,
      listener: (event: ComposeEventMap[K]) => void,
      options?: boolean | AddEventListenerOptions,
    ): void;
  }
}
