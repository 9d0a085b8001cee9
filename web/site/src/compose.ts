import "wsmtp-elements";

const compose = document.querySelector("wsmtp-compose");
const transcript = document.querySelector("wsmtp-transcript");

compose?.addEventListener("conversation", ({ detail }) => {
  if (transcript) transcript.conversation = detail;
});
