import "wsmtp-elements/compose.js";
import { showTrouble } from "./page.js";
import { startPractice } from "./practice.js";
import { atRest } from "./rest.js";
import "./install.js";

const compose = document.querySelector("wsmtp-compose");
const transcript = document.querySelector("wsmtp-transcript");

/** Loads what shows a conversation, of which there is none before somebody has written something. */
function loadTranscript(): void {
  import("wsmtp-elements/transcript.js").catch(showTrouble);
}

if (compose) {
  compose.practice = startPractice;
  compose.addEventListener("conversation", ({ detail }) => {
    if (transcript) transcript.conversation = detail;
    loadTranscript();
  });
  if (location.search !== "") {
    void compose.compose(location.href);
    // A reload goes on with the draft that this began.
    history.replaceState(null, "", location.pathname + location.hash);
  }
}
atRest(loadTranscript);
