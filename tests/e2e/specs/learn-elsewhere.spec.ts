import { expectAccessible } from "../parts/accessible.js";
import { expect, test as base } from "../parts/fixtures.js";
import { Gateway } from "../parts/gateway.js";
import { holdBack } from "../parts/held.js";
import { LearnPage } from "../parts/learn-page.js";
import { friendly } from "../parts/scripted-server.js";
import { Site } from "../parts/site.js";

const PAGES = "../../web/site/dist";

const test = base.extend<{ readonly learn: LearnPage }>({
  learn: async ({ page }, use) => use(new LearnPage(page)),
});

/** The place that the console goes to, by its kind. */
function placeOf(learn: LearnPage): Promise<string | undefined> {
  return learn.page
    .locator("wsmtp-console")
    .evaluate((one: Element & { place?: { kind: string } }) => one.place?.kind);
}

test("the pages work in a folder of any host", async ({ learn, page, complaints }) => {
  const files = await Site.start(PAGES);
  files.folders = ["/sub/"];
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await learn.open(`${files.origin}/sub/`, "greeting");
  await learn.connect();
  await expect(learn.transcript).toContainText("220 mail.example");
  await page.getByText("Picture of the session").click();
  await expect(page.getByRole("group", { name: /^Ladder of the session/ })).toBeVisible();
  for (const [link, title] of [
    ["Compose", "New mail"],
    ["Inbox", "Inbox"],
    ["Learn", "Learn SMTP"],
  ] as const) {
    await page.getByRole("navigation").getByRole("link", { name: link }).click();
    await expect(page.getByRole("heading", { name: title, exact: true })).toBeVisible();
  }
  for (const url of asked) expect(url.startsWith("blob:") ? "" : url).toMatch(/^$|\/sub\//);
  // Only that there is no gateway.
  expect(complaints.filter((one) => !one.includes("404"))).toEqual([]);
  files.stop();
});

test("a named server is spoken to by hand, from a gateway's own page", async ({
  learn,
  page,
  scripted,
}) => {
  const mail = await scripted(friendly());
  const gateway = await Gateway.serving({ mail });
  await learn.open(gateway.url());
  const servers = page.locator("wsmtp-where").getByRole("combobox", { name: "Mail server" });
  await servers.selectOption("mail");
  await learn.connect();
  await expect(learn.transcript).toContainText("220 scripted.test ESMTP");
  await learn.say("EHLO me.example");
  await learn.say("MAIL FROM:<ada@example.org>", "RCPT TO:<bob@example.org>", "DATA");
  await expect(learn.transcript).toContainText("354 go on");
  await learn.say("Subject: by hand", "", "Hello", ".");
  await expect(learn.transcript).toContainText("250 2.0.0 kept");
  await learn.say("QUIT");
  await expect(learn.transcript).toContainText("221 2.0.0 bye");
  await page.close();
  await gateway.stop();
});

test("a real server is spoken to by hand, by its host and port", async ({
  learn,
  page,
  scripted,
}) => {
  const { port } = await scripted(friendly());
  const gateway = await Gateway.serving({}, undefined, [], undefined, {
    hosts: ["localhost"],
    ports: [port],
    tokens: "none",
    networks: ["127.0.0.1"],
    cleartext: true,
  });
  try {
    await learn.open(gateway.url());
    const where = page.locator("wsmtp-where");
    await where.getByRole("combobox", { name: "Mail server" }).selectOption("Another server…");
    await where.getByLabel("Host").fill("localhost");
    await where.getByLabel("Port").fill(String(port));
    await where.getByLabel("Security").selectOption({ value: "none" });
    await expect.poll(() => placeOf(learn)).toBe("host");
    await learn.connect();
    await expect(learn.transcript).toContainText("220 scripted.test ESMTP");
    await learn.say("HELO me.example");
    await expect(learn.transcript).toContainText("250");
    await learn.say("QUIT");
    await expect(learn.transcript).toContainText("221 2.0.0 bye");
  } finally {
    await gateway.stop();
  }
});

test("who chooses another server is not connected to the one before", async ({
  learn,
  page,
  demo,
}) => {
  await learn.open(demo.url());
  await expect.poll(() => placeOf(learn)).toBe("page");
  const servers = page.locator("wsmtp-where").getByRole("combobox", { name: "Mail server" });
  await servers.selectOption("Another server…");
  await expectAccessible(page);
  await learn.connect();
  await expect(learn.console).toContainText("There is no mail server yet");
  await expect(learn.transcript).not.toContainText("220");
  await page.getByLabel("Host").fill("smtp.example.org");
  await page.getByLabel("Host").press("Tab");
  await expect.poll(() => placeOf(learn)).toBe("host");
  await page.getByLabel("Host").fill("no host at all");
  await page.getByLabel("Host").press("Tab");
  await expect.poll(() => placeOf(learn)).toBe(undefined);
});

/** As whom the console signs in. */
function signInOf(learn: LearnPage): Promise<string> {
  return learn.page
    .locator("wsmtp-console")
    .evaluate((one: Element & { signIn?: object }) => JSON.stringify(one.signIn));
}

test("a password that was typed for one host is given to no other", async ({
  learn,
  page,
  demo,
}) => {
  await learn.open(demo.url());
  const where = page.locator("wsmtp-where");
  await where.getByRole("combobox", { name: "Mail server" }).selectOption("Another server…");
  await page.getByLabel("Host").fill("smtp.example.org");
  await page.getByLabel("User").fill("ada");
  await page.getByLabel("Password").fill("sesame");
  await page.getByLabel("Host").fill("smtp.example.net");
  await page.getByLabel("Host").press("Tab");
  await expect.poll(() => signInOf(learn)).toBe(JSON.stringify({ user: "ada", password: "" }));
});

test("a password keeps each of its spaces", async ({ learn, page, demo }) => {
  await learn.open(demo.url());
  const where = page.locator("wsmtp-where");
  await where.getByRole("combobox", { name: "Mail server" }).selectOption("Another server…");
  await page.getByLabel("Host").fill(" smtp.example.org ");
  await page.getByLabel("User").fill(" ada ");
  await page.getByLabel("Password").fill(" open sesame ");
  await page.getByLabel("Password").press("Tab");
  await expect
    .poll(() => signInOf(learn))
    .toBe(JSON.stringify({ user: "ada", password: " open sesame " }));
});

test("a server that is chosen before the one in the page has started stays chosen", async ({
  learn,
  page,
  demo,
}) => {
  const { release } = await holdBack(page, "**/wsmtp_practice*.wasm");
  await page.goto(demo.url("learn.html"));
  const servers = page.locator("wsmtp-where").getByRole("combobox", { name: "Mail server" });
  await servers.selectOption("Practice server of the gateway");
  await expect.poll(() => placeOf(learn)).toBe("upstream");
  release();
  // It has started when it tells how many mails it has.
  await expect(page.locator("[data-part=count]")).toHaveText(/\(\d+\)/);
  expect(await placeOf(learn)).toBe("upstream");
  await expect(servers).toHaveValue("sandbox");
});

test("what a lesson makes up is said to no other server", async ({ learn, page, demo }) => {
  await learn.open(demo.url(), "recipients");
  const servers = page.locator("wsmtp-where").getByRole("combobox", { name: "Mail server" });
  await servers.selectOption("Practice server of the gateway");
  await expect.poll(() => placeOf(learn)).toBe("upstream");
  await learn.press("Do it for me");
  await expect(learn.step).toContainText("The console speaks to another server");
  await expect(learn.transcript).not.toContainText("220");
  await servers.selectOption("Practice server in this page");
  await learn.press("Do it for me");
  await expect(learn.step).toContainText("Two who are there");
});
