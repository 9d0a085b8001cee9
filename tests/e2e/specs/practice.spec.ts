import {
  listPractice,
  newestOfPractice,
  removeNewest,
  sendToPractice,
  startPractice,
} from "../flows/practice.js";
import { expect, test } from "../parts/fixtures.js";

test("tabs share the mails of the server in the page, and they outlive both", async ({
  context,
  stage,
}) => {
  const [one, other] = [await context.newPage(), await context.newPage()];
  for (const tab of [one, other]) {
    await tab.goto(stage.origin);
    await tab.evaluate(startPractice, "shared");
  }
  await one.evaluate(sendToPractice, ["=?utf-8?q?Gr=C3=BC=C3=9Fe?="]);
  await expect
    .poll(() => other.evaluate(listPractice))
    .toEqual({ subjects: ["Grüße"], changes: 1 });
  const { source, said } = await other.evaluate(newestOfPractice);
  expect(source).toBe("Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\nhello\r\n");
  expect(said).toContain("354 end the mail with a dot on a line by itself");
  await Promise.all([one.close(), other.close()]);

  const later = await context.newPage();
  await later.goto(stage.origin);
  await later.evaluate(startPractice, "elsewhere");
  expect((await later.evaluate(listPractice)).subjects).toEqual([]);
  await later.evaluate(startPractice, "shared");
  expect((await later.evaluate(listPractice)).subjects).toEqual(["Grüße"]);
  await later.evaluate(removeNewest);
  expect((await later.evaluate(listPractice)).subjects).toEqual([]);
});

test("the newest two hundred mails are kept", async ({ page, stage }) => {
  await page.goto(stage.origin);
  await page.evaluate(startPractice, "many");
  const subjects = Array.from({ length: 205 }, (_, number) => `mail ${number}`);
  await page.evaluate(sendToPractice, subjects);
  expect((await page.evaluate(listPractice)).subjects).toEqual(subjects.slice(5).reverse());
});
