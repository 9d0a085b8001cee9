import type { Locator } from "@playwright/test";
import { readdirSync } from "node:fs";
import { expect, test } from "../parts/fixtures.js";
import { LearnPage } from "../parts/learn-page.js";
import { Site } from "../parts/site.js";

const LESSONS = readdirSync("../../web/site/lessons")
  .filter((name) => name.endsWith(".toml"))
  .map((name) => name.replace(/\.toml$/, ""));

/** More than any lesson has. */
const MOST_STEPS = 20;

let files: Site;

test.beforeAll(async () => {
  files = await Site.start("../../web/site/dist");
});
test.afterAll(() => files.stop());

for (const lesson of LESSONS) {
  test(`"${lesson}" is done by typing what it shows as its answers`, async ({ page }) => {
    const learn = new LearnPage(page);
    await learn.open(files.origin, lesson);
    for (let step = 0; step < MOST_STEPS && (await learn.step.count()) > 0; step += 1) {
      await expect(learn.lesson).toContainText(`${step} of `);
      await doStep(learn);
      await expect(learn.lesson).toContainText(`${step + 1} of `);
    }
    await expect(learn.lesson.getByRole("heading", { name: "Done" })).toBeVisible();
  });
}

/** Does a step as a reader of its answer would. */
async function doStep(learn: LearnPage): Promise<void> {
  const send = learn.step.getByRole("button", { name: "Send the mail" });
  if (await send.isVisible()) return send.click();
  await learn.press("Show the answer");
  const shown = (await learn.step.getByLabel("Answer", { exact: true }).innerText()).split("\n");
  const questions = await learn.step.locator("wsmtp-question").all();
  const [first, ...others] = shown.slice(0, shown.length - questions.length);
  if (first === "(Connect)") await learn.connect();
  else if (first !== undefined) await type(learn, first);
  for (const line of others) await type(learn, line);
  const answers = shown.slice(shown.length - questions.length);
  // Each one goes when it is answered.
  for (const answer of answers)
    await answerTo(learn.step.locator("wsmtp-question").first(), answer);
}

/** Types a line when it is time for it: the last one is answered, and the field is there. */
async function type(learn: LearnPage, line: string): Promise<void> {
  const aid = learn.console.getByLabel("Write it in base64 for me");
  if (await aid.isVisible()) await aid.uncheck();
  await learn.say(line);
}

async function answerTo(question: Locator, answer: string): Promise<void> {
  const choices = await question.getByRole("radio").all();
  const values = await Promise.all(choices.map((choice) => choice.inputValue()));
  const fitting = values.filter((value) => answer.endsWith(` ${value}`));
  const [right] = fitting.sort((one, other) => other.length - one.length);
  await choices[values.indexOf(right ?? "")]?.check();
  if (choices.length === 0) {
    await question.getByLabel("Your answer").fill(answer.split(" ").at(-1) ?? "");
  }
  await question.getByRole("button", { name: "Check" }).click();
}
