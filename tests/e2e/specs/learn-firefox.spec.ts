import { startBrowser } from "../parts/browsers.js";
import { expect, test } from "../parts/fixtures.js";

/** Runs in the page: does the first lesson to its end. */
async function learn(): Promise<string> {
  interface Console extends Element {
    readonly place: unknown;
    readonly connection: string;
    connect(): Promise<void>;
    say(line: string): Promise<unknown>;
  }
  const until = async <T>(find: () => T | null | undefined | false): Promise<T> => {
    for (;;) {
      const found = find();
      if (found) return found;
      await new Promise((later) => setTimeout(later, 50));
    }
  };
  const console = document.querySelector("wsmtp-console") as Console;
  const lesson = document.querySelector("wsmtp-lesson")?.shadowRoot;
  const step = (title: string) =>
    until(() => lesson?.querySelector("[aria-current=step] h3")?.textContent.includes(title));
  const connect = async (): Promise<void> => {
    await until(() => console.connection === "closed");
    // Servers of this lesson turn the learner away, too.
    await console.connect().catch(() => undefined);
  };
  await until(() => console.place);
  await step("Connect, and listen");
  await connect();
  await step("Say goodbye");
  await console.say("QUIT");
  await step("A server that does not want you");
  await connect();
  await step("A server that is busy");
  await connect();
  await step("What have you heard?");
  for (const answer of ["421", "The server"]) {
    const question = await until(() => lesson?.querySelector("wsmtp-question")?.shadowRoot);
    const choices = [...question.querySelectorAll("label")];
    choices.find((one) => one.textContent.trim() === answer)?.click();
    question.querySelector("button")?.click();
    const left = answer === "421" ? 1 : 0;
    await until(() => lesson?.querySelectorAll("wsmtp-question").length === left);
  }
  return (await until(() => lesson?.querySelector(".counted"))).textContent;
}

/** Runs in the page: how far the lesson is. */
async function standing(): Promise<string> {
  for (;;) {
    const counted = document.querySelector("wsmtp-lesson")?.shadowRoot?.querySelector(".counted");
    if (counted) return counted.textContent;
    await new Promise((later) => setTimeout(later, 50));
  }
}

test("in Firefox, too, the first lesson is done, and still is when the page is loaded anew", async ({
  demo,
}) => {
  const firefox = await startBrowser("firefox", {});
  try {
    const tab = await firefox.open();
    await tab.goto(demo.url("learn.html#lesson=greeting"));
    expect(await tab.evaluate(learn, undefined)).toContain("5 of 5 steps");
    await tab.goto(demo.url("inbox.html"));
    await tab.goto(demo.url("learn.html#lesson=greeting"));
    expect(await tab.evaluate(standing, undefined)).toContain("5 of 5 steps");
  } finally {
    await firefox.close();
  }
});
