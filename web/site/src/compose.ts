import "wsmtp-elements";
import { startPractice } from "./practice.js";
import "./install.js";

const compose = document.querySelector("wsmtp-compose");
const transcript = document.querySelector("wsmtp-transcript");

if (compose) {
  compose.practice = startPractice;
  compose.addEventListener("conversation", ({ detail }) => {
    if (transcript) transcript.conversation = detail;
  });
  if (location.search !== "") {
    void compose.compose(location.href);
    // A reload goes on with the draft that this began.
    history.replaceState(null, "", location.pathname + location.hash);
  }
}
