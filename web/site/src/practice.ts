import { sentenceOf } from "wsmtp-elements/sentence.js";
import type { Practice } from "wsmtp-practice";
import { showTrouble } from "./page.js";

/** The name under which all pages keep the practice server's mails. */
const KEEP = "practice";

let started: Promise<Practice> | undefined;

/** The practice mail server in this page, loaded when somebody wants it. */
export function startPractice(): Promise<Practice> {
  started ??= load().catch((error: unknown) => {
    started = undefined;
    throw error;
  });
  return started;
}

async function load(): Promise<Practice> {
  const { Practice } = await import("wsmtp-practice");
  const practice = await Practice.start({ keep: KEEP });
  practice.addEventListener("trouble", ({ detail }) => showTrouble(sentenceOf(detail)));
  return practice;
}
