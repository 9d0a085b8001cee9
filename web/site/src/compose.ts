import type { TranscriptLine } from "wsmtp";
import "wsmtp-elements";

const compose = document.querySelector("wsmtp-compose");
const transcript = document.querySelector("wsmtp-transcript");

compose?.addEventListener("transcript", (event) => {
  const { detail } = event as CustomEvent<readonly TranscriptLine[]>;
  if (transcript) transcript.lines = detail;
});
