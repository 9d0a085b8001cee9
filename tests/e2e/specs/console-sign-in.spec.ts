import { ConsolePart } from "../parts/console-part.js";
import { expect, test } from "../parts/fixtures.js";
import { Gateway } from "../parts/gateway.js";
import { sandboxOf } from "../parts/sandbox.js";
import { friendly } from "../parts/scripted-server.js";

let part: ConsolePart;

test.beforeEach(async ({ stage, page }) => {
  part = new ConsolePart(page);
  await page.goto(stage.origin);
});

test("what is typed at a prompt is seen nowhere, and comes back by no key", async ({ page }) => {
  await part.practise();
  await part.connect();
  await part.secure();
  const { user } = await part.account();
  const password = "correct horse battery";
  await part.say("AUTH LOGIN", /^334 /);
  await expect(page.getByLabel("Username", { exact: true })).toHaveAttribute("type", "text");
  await part.say(user, /^334 /);
  await expect(page.getByLabel("Password", { exact: true })).toHaveAttribute("type", "password");
  await part.say(password, /^535 /);
  const encoded = Buffer.from(`\0${user}\0${password}`).toString("base64");
  await part.say(`AUTH PLAIN ${encoded}`, /^535 /);
  const secrets = [password, Buffer.from(password).toString("base64"), encoded];
  const seen = [await part.readable(), ...(await part.lines())];
  for (const key of Array.from({ length: 5 }, () => "ArrowUp")) {
    await part.input.press(key);
    seen.push(await part.input.inputValue());
  }
  expect(seen).toContain("AUTH PLAIN");
  expect(
    await page.locator("wsmtp-transcript").evaluate((one) => "text" in one && one.text),
  ).toContain("AUTH PLAIN ***");
  for (const secret of secrets) expect(seen.join("\n")).not.toContain(secret);
});

test("passwords that are pasted behind an AUTH that fails are not said, and nowhere to be seen", async ({
  page,
}) => {
  const user = Buffer.from("ada").toString("base64");
  const password = Buffer.from("correct horse battery").toString("base64");
  for (const setup of ["auth: none", "auth *: reply 535 5.7.8 not you"]) {
    await part.practise(`security: none\n${setup}`);
    await part.connect();
    await part.say("EHLO me.example", /^250 /);
    await part.paste(`AUTH LOGIN\n${user}\n${password}\n`);
    await expect(part.advice).toContainText("the lines behind may be passwords");
    await part.say("NOOP", /^250 /);
    const seen = [await part.readable(), ...(await part.lines())];
    for (const key of ["ArrowUp", "ArrowUp", "ArrowUp"]) {
      await part.input.press(key);
      seen.push(await part.input.inputValue());
    }
    expect(seen.join("\n")).not.toContain(password);
    await page.locator("wsmtp-console").evaluate((one) => one.remove());
  }
});

test("AUTH PLAIN asks for user and password at once, and writes them in base64", async ({
  page,
}) => {
  await part.practise();
  await part.connect();
  await part.secure();
  const { user, password } = await part.account();
  await part.say("AUTH PLAIN", /^334/);
  await page.getByLabel("User", { exact: true }).fill(user);
  await part.say(password, /^235 /);
});

test("base64 can be written by hand, too", async ({ page }) => {
  await part.practise();
  await part.connect();
  await part.secure();
  const { user, password } = await part.account();
  await part.say("AUTH LOGIN", /^334 /);
  await page.getByLabel("Write it in base64 for me").uncheck();
  await part.say(Buffer.from(user).toString("base64"), /^334 /);
  await part.say(Buffer.from(password).toString("base64"), /^235 /);
});

test("before TLS the console keeps back what must not go in clear, and STARTTLS by hand lets it go", async ({
  stage,
  request,
}) => {
  const gateway = await Gateway.demo([stage.origin]);
  await part.through(gateway.url(), "sandbox");
  await part.connect();
  await expect(part.standing).toContainText("in clear until STARTTLS");
  await part.say("EHLO me.example", /^250 /);
  for (const line of ["MAIL FROM:<ada@example.org>", "AUTH LOGIN", "FOO"]) {
    await part.say(line);
    await expect(part.advice).toContainText("Kept back");
    await part.heard(/^250 /);
  }
  await part.advice.getByRole("button", { name: "STARTTLS" }).click();
  await expect(part.input).toHaveValue("STARTTLS");
  await part.input.press("Enter");
  await expect(part.standing).toContainText("encrypted, TLSv1.3");
  await expect(part.advice).toBeHidden();
  await part.say("EHLO me.example", /^250 /);
  const { user, password } = await sandboxOf(request, gateway);
  await part.say("AUTH LOGIN", /^334 /);
  await part.say(user, /^334 /);
  await part.say(password, /^235 /);
  await part.say(`MAIL FROM:<${user}>`, /^250 /);
  await part.say("QUIT", /^221 /);
  await gateway.stop();
});

test("where there is no TLS, no password is typed for all to read", async ({ scripted, stage }) => {
  const upstream = await scripted(friendly());
  const gateway = await Gateway.serving({ mail: upstream }, undefined, [stage.origin]);
  await part.through(gateway.url(), "mail");
  await part.connect();
  await expect(part.standing).toContainText("in clear");
  await part.say("EHLO me.example", /^250 /);
  await part.say("AUTH LOGIN");
  await expect(part.advice).toContainText("base64 hides nothing");
  await part.say("MAIL FROM:<ada@example.org>", /^250 /);
  expect(await part.lines()).not.toContain("C AUTH LOGIN");
  // A gateway that ends waits for a mail under way.
  await part.say("QUIT", /^221 /);
  await gateway.stop();
});
