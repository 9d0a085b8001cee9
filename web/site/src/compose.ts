import "wsmtp-elements";
import type { Conversation } from "wsmtp-elements";

const compose = document.querySelector("wsmtp-compose");
const transcript = document.querySelector("wsmtp-transcript");

compose?.addEventListener("conversation", (event) => {
  if (transcript) transcript.conversation = (event as CustomEvent<Conversation>).detail;
});
