import type { Page, Route } from "@playwright/test";
import { Editor } from "../parts/editor.js";
import { expect, test } from "../parts/fixtures.js";
import { Gateway } from "../parts/gateway.js";
import { holdBack } from "../parts/held.js";
import { listening } from "../parts/scripted-server.js";

test.describe("links", () => {
  test("a mailto link fills the fields it may, and no other", async ({ demo, compose, page }) => {
    const link =
      "mailto:ada@sandbox.test?cc=bob@sandbox.test&subject=Hi%20%3Cb%3E&body=One%0ATwo&attach=/etc/passwd&from=eve@x.org";
    await compose.open(demo.url(`index.html?mailto=${encodeURIComponent(link)}`));
    await expect(compose.chips("To")).toHaveText(["ada@sandbox.test"]);
    await expect(compose.chips("Cc")).toHaveText(["bob@sandbox.test"]);
    await expect(compose.field("Subject")).toHaveValue("Hi <b>");
    await expect(compose.field("From")).toHaveValue("demo@sandbox.test");
    const editor = new Editor(page);
    await editor.ready();
    await expect(editor.text).toHaveText("OneTwo");
    await expect(page.getByRole("button", { name: /^Remove .*passwd/ })).toHaveCount(0);
    // It is a draft like any other, and is not begun again by a reload.
    await compose.saved();
    expect(new URL(page.url()).search).toBe("");
    await page.reload();
    await expect(compose.field("Subject")).toHaveValue("Hi <b>");
    await expect(page.getByRole("button", { name: "Drafts (1)" })).toBeVisible();
  });

  test("a link sets nothing aside without keeping it", async ({ demo, compose, page }) => {
    await compose.open(demo.url());
    await compose.fill({ Subject: "Before" });
    await compose.saved();
    await page.goto(demo.url("index.html?to=ada+tag@sandbox.test"));
    await expect(compose.chips("To")).toHaveText(["ada+tag@sandbox.test"]);
    await expect(compose.field("Subject")).toHaveValue("");
    await expect(compose.field("Subject")).toBeFocused();
    await expect(page.getByText("What you were writing is kept in the drafts.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Drafts (2)" })).toBeVisible();
  });
});

test("an answer goes to all, quotes the mail, and runs nothing of it", async ({
  demo,
  compose,
  inbox,
  page,
}) => {
  await compose.open(demo.url());
  await page.locator("wsmtp-compose").evaluate(async (form) => {
    await (form as unknown as { reply(mail: object, options: object): Promise<void> }).reply(
      {
        from: "Ada <ada@sandbox.test>",
        to: "demo@sandbox.test, Bob <bob@sandbox.test>",
        subject: "Re: Notes",
        messageId: "<2@sandbox.test>",
        references: "<1@sandbox.test>",
        html: `<p>Hello</p><img src=x onerror="document.title='stolen'"><script>document.title='stolen'</script>`,
      },
      { all: true, self: ["demo@sandbox.test"] },
    );
  });
  await expect(compose.chips("To")).toHaveText([/Ada\s+ada@sandbox\.test/]);
  await expect(compose.chips("Cc")).toHaveText([/Bob\s+bob@sandbox\.test/]);
  await expect(compose.field("Subject")).toHaveValue("Re: Notes");
  const editor = new Editor(page);
  await editor.ready();
  await expect(editor.text).toBeFocused();
  await expect(editor.text).toContainText("Ada wrote:");
  await expect(editor.text.locator("blockquote")).toContainText("Hello");
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
  await page.goto(demo.url("inbox.html"));
  await inbox.choose("Re: Notes");
  const source = await inbox.view("Source");
  await expect(source).toContainText("In-Reply-To: <2@sandbox.test>");
  await expect(source).toContainText(/References: <1@sandbox\.test>\s+<2@sandbox\.test>/);
  await expect(source).not.toContainText("onerror");
  await expect(page).not.toHaveTitle("stolen");
});

test.describe("what seems forgotten", () => {
  test("a subject and a file are asked about, and nothing is lost by going back", async ({
    demo,
    compose,
    page,
  }) => {
    await compose.open(demo.url());
    await compose.fill({ To: "friend@sandbox.test" });
    const editor = new Editor(page);
    await editor.begin();
    await page.keyboard.type("I attach the minutes.");
    await compose.sendButton.click();
    await expect(compose.question).toContainText("The mail has no subject.");
    await expect(compose.question).toContainText(
      "The mail says “attach”, and no file is attached.",
    );
    await page.keyboard.press("Escape");
    await expect(compose.question).toBeHidden();
    await expect(compose.field("Subject")).toBeFocused();
    await expect(editor.text).toHaveText("I attach the minutes.");
    await compose.fill({ Subject: "Minutes" });
    await compose.attach({ name: "minutes.txt", mimeType: "text/plain", buffer: Buffer.from("m") });
    await compose.sendButton.click();
    await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
  });

  test("a sender who is nobody is asked for", async ({ demo, compose }) => {
    await compose.open(demo.url());
    await compose.fill({ From: "", To: "friend@sandbox.test", Subject: "From nobody" });
    await compose.send();
    await compose.expectNotice(/who the mail is from/);
    await expect(compose.field("From")).toBeFocused();
    await expect(compose.outcome).toHaveCount(0);
  });
});

test("shortcuts do what their list says", async ({ demo, compose, page }) => {
  await compose.open(demo.url());
  await compose.field("Subject").focus();
  await page.keyboard.press("ControlOrMeta+/");
  const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(help).toContainText("Send the mail");
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();
  await expect(compose.field("Subject")).toBeFocused();
  await page.keyboard.type("By keys?");
  await expect(compose.field("Subject")).toHaveValue("By keys?");
  await page.keyboard.press("ControlOrMeta+s");
  await compose.saved();
  await page.keyboard.press("ControlOrMeta+o");
  await expect(page.getByRole("dialog", { name: "Drafts" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("ControlOrMeta+Shift+c");
  await expect(compose.field("Cc")).toBeFocused();
  await page.keyboard.press("ControlOrMeta+Shift+d");
  await expect(compose.field("Subject")).toHaveValue("");
  await expect(compose.field("To")).toBeFocused();
  await page.keyboard.type("friend@sandbox.test");
  await compose.field("Subject").fill("By keys");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
});

test("a key that formats text opens no list of shortcuts", async ({ demo, compose, page }) => {
  await compose.open(demo.url());
  const editor = new Editor(page);
  await editor.begin();
  await page.keyboard.type("gone");
  await editor.selectBack(4);
  // As a German keyboard has it.
  const key = { key: "/", code: "Digit7", ctrlKey: true, shiftKey: true };
  await editor.text.dispatchEvent("keydown", key);
  await expect(editor.tool("Strike through")).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeHidden();
  await compose.field("Subject").dispatchEvent("keydown", key);
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
});

test("the key that undoes a mail brings back what was undone where one writes", async ({
  demo,
  compose,
  page,
}) => {
  await compose.open(demo.url());
  await compose.field("Subject").focus();
  await page.keyboard.type("Again");
  await page.keyboard.press("Control+z");
  await expect(compose.field("Subject")).not.toHaveValue("Again");
  await page.keyboard.press("Control+Shift+z");
  await expect(compose.field("Subject")).toHaveValue("Again");
});

test("the key that undoes a mail does nothing where there is no outbox yet", async ({
  demo,
  compose,
  page,
}) => {
  const errors: Error[] = [];
  page.on("pageerror", (error) => errors.push(error));
  await page.route("**/assets/outgoing-*.js", (route) => route.abort());
  await compose.open(demo.url());
  await compose.sendButton.press("ControlOrMeta+Shift+z");
  await page.keyboard.press("ControlOrMeta+/");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  expect(errors).toEqual([]);
});

test.describe("the mail server", () => {
  test("the practice server in the page takes a mail without the gateway", async ({
    demo,
    compose,
    page,
  }) => {
    const sockets: string[] = [];
    page.on("websocket", (socket) => sockets.push(socket.url()));
    await page.route("**/gateway.json", (route) => route.fulfill({ status: 404 }));
    await compose.open(demo.url());
    await expect(compose.field("From")).toHaveValue(/@sandbox\.test$/);
    await compose.fill({
      To: "friend@sandbox.test, refused@sandbox.test",
      Subject: "Within the page",
    });
    await compose.send();
    await expect(compose.outcome).toHaveAttribute("data-outcome", "partial");
    expect(await compose.conversation()).toContainEqual(expect.stringMatching(/^S 220 /));
    expect(sockets).toEqual([]);
  });

  test("a mail that is sent at once waits for what the gateway offers, and goes there", async ({
    demo,
    compose,
    page,
  }) => {
    await compose.open(demo.url());
    await compose.fill({ To: "friend@sandbox.test", Subject: "Sent at once" });
    await compose.saved();
    const { asked, release } = await holdBack(page, "**/gateway.json");
    await page.reload();
    await asked;
    await expect(compose.field("Subject")).toHaveValue("Sent at once");
    await compose.field("Subject").press("ControlOrMeta+Enter");
    release();
    await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
    expect(await subjectsAt(page, demo)).toContain("Sent at once");
  });

  test("a gateway that fails once is asked again, and no mail goes to the practice server unasked", async ({
    demo,
    compose,
    page,
  }) => {
    const broken = (route: Route) => route.fulfill({ status: 502 });
    await page.route("**/gateway.json", broken);
    await page.goto(demo.url());
    await compose.expectNotice(/answered 502: see its log/);
    await compose.fill({ From: "ada@sandbox.test", To: "friend@sandbox.test", Subject: "Real" });
    await compose.send();
    await compose.expectNotice(/answered 502: see its log/);
    await expect(compose.field("Server")).toBeFocused();
    await page.unroute("**/gateway.json", broken);
    await compose.send();
    await compose.expectNotice(/check the mail server and send again/);
    await compose.send();
    await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
    expect(await subjectsAt(page, demo)).toContain("Real");
  });

  test("a gateway that fails leaves the practice server to whoever chooses it", async ({
    demo,
    compose,
    page,
  }) => {
    await page.route("**/gateway.json", (route) => route.fulfill({ status: 502 }));
    await page.goto(demo.url());
    await compose.showServer();
    await compose.field("Server").selectOption("Practice server in this page");
    await expect(page.locator(".notice")).toHaveCount(0);
    await compose.fill({
      From: "ada@sandbox.test",
      To: "friend@sandbox.test",
      Subject: "Practice",
    });
    await compose.send();
    await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
    expect(await subjectsAt(page, demo)).not.toContain("Practice");
  });

  test("the practice server is one of the choices beside the gateway's", async ({
    demo,
    compose,
    page,
  }) => {
    await compose.open(demo.url());
    await compose.showServer();
    await compose.field("Server").selectOption("Practice server in this page");
    await expect(compose.field("Password")).toHaveCount(0);
    await expect(page.getByText(/Nothing leaves this page/)).toBeVisible();
    await compose.fill({ To: "friend@sandbox.test", Subject: "Chosen" });
    await compose.send();
    await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
    expect(await subjectsAt(page, demo)).not.toContain("Chosen");
  });

  test("another server is checked as it is typed, and only where the gateway permits it", async ({
    demo,
    compose,
    page,
  }) => {
    await compose.open(demo.url());
    await compose.showServer();
    await compose.field("Server").selectOption("Another server…");
    await expect(compose.field("User name")).toHaveValue("");
    await compose.fill({ To: "friend@sandbox.test", Subject: "Elsewhere", Host: "http://x" });
    await compose.send();
    await compose.expectNotice(/"http:\/\/x" is not a mail server's name/);
    await expect(compose.field("Host")).toBeFocused();
    await compose.fill({ Host: "smtp.example.test", Port: "0" });
    await compose.send();
    await compose.expectNotice(/"0" is not a port/);
    await expect(compose.field("Port")).toBeFocused();
    await compose.fill({ Port: "587" });
    await compose.field("Security").selectOption("STARTTLS");
    await compose.send();
    await expect(compose.outcome).toContainText(/this gateway/i);
    await expect(page.getByText(/stays in this page’s memory/)).toBeVisible();
  });

  test("a mail goes to the server that was typed, by host and port", async ({
    compose,
    scripted,
  }) => {
    const { heard, rule } = listening();
    const { port } = await scripted(rule);
    const gateway = await Gateway.serving({}, undefined, [], undefined, {
      hosts: ["localhost"],
      ports: [port],
      tokens: "none",
      networks: ["127.0.0.1"],
      cleartext: true,
    });
    try {
      await compose.open(gateway.url());
      await compose.showServer();
      await compose.fill({ From: "ada@example.test", To: "bob@example.test", Subject: "By hand" });
      await compose.fill({ Host: "localhost", Port: String(port) });
      await compose.field("Security").selectOption({ value: "none" });
      await compose.send();
      await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
      expect(heard).toContain("RCPT TO:<bob@example.test>");
      expect(heard).toContain("Subject: By hand");
    } finally {
      await gateway.stop();
    }
  });

  test("what was typed for one server is not given to another", async ({ demo, compose }) => {
    await compose.open(demo.url());
    await compose.signIn("somebody", "a secret");
    await compose.field("Server").selectOption("Another server…");
    await expect(compose.field("Password")).toHaveValue("");
    await compose.fill({
      Host: "mail.example.test",
      "User name": "somebody",
      Password: "a secret",
    });
    await compose.fill({ Host: "mail.example.org" });
    await expect(compose.field("Password")).toHaveValue("");
    await expect(compose.field("User name")).toHaveValue("somebody");
  });

  test("a setting that is missing is shown, where the settings are folded up", async ({
    demo,
    compose,
    page,
  }) => {
    await compose.open(demo.url());
    await compose.fill({ To: "friend@sandbox.test", Subject: "By whom?" });
    await compose.signIn("", "a secret");
    await page.locator("details.server summary").click();
    await expect(compose.field("User name")).toBeHidden();
    await compose.send();
    await compose.expectNotice(/password needs a user name/);
    await expect(compose.field("User name")).toBeFocused();
  });
});

test("a file that the server does not take is told of before the mail is sent", async ({
  demo,
  compose,
  page,
}) => {
  await compose.open(demo.url());
  await compose.fill({ To: "friend@sandbox.test", Subject: "Large" });
  await compose.attach({
    name: "long.bin",
    mimeType: "application/octet-stream",
    buffer: Buffer.alloc(20 * 1024 * 1024),
  });
  await expect(
    page.getByText(/^Too large: with its files this mail is about 2[78] MiB/),
  ).toBeVisible();
  await compose.sendButton.click();
  await expect(compose.question).toContainText("larger than its server takes");
  await compose.question.getByRole("button", { name: "Go on writing" }).click();
  await page.getByRole("button", { name: "Remove long.bin" }).click();
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
});

test("from right to left, all stands at the other side", async ({ demo, compose, page }) => {
  await compose.open(demo.url());
  const before = await sides(page);
  await page.evaluate(() => (document.documentElement.dir = "rtl"));
  const after = await sides(page);
  expect(before.label).toBe("left");
  expect(before.send).toBe("left");
  expect(after).toEqual({ label: "right", send: "right" });
  await compose.fill({ Subject: "שלום" });
  expect(await compose.field("Subject").evaluate((field) => field.matches(":dir(rtl)"))).toBe(true);
});

test("colours and measures are the page's to choose", async ({ demo, compose, page }) => {
  await compose.open(demo.url());
  await page.evaluate(() => {
    document.documentElement.style.setProperty("--wsmtp-accent", "rgb(90, 20, 120)");
    document.documentElement.style.setProperty("--wsmtp-recipients-height", "4rem");
  });
  await expect(compose.sendButton).toHaveCSS("background-color", "rgb(90, 20, 120)");
  await compose.fill({
    To: Array.from({ length: 30 }, (_, at) => `friend-${at}@sandbox.test`).join(", "),
  });
  const box = await page.locator("wsmtp-recipients#to").boundingBox();
  expect(box?.height).toBeLessThan(80);
});

/** At which side of the form two of its parts stand. */
async function sides(page: Page): Promise<{ label: string; send: string }> {
  const form = await page.getByRole("form", { name: "New mail" }).boundingBox();
  const middle = (form?.x ?? 0) + (form?.width ?? 0) / 2;
  const sideOf = async (text: string): Promise<string> => {
    const part = page.locator("wsmtp-compose").getByText(text, { exact: true }).first();
    return ((await part.boundingBox())?.x ?? 0) < middle ? "left" : "right";
  };
  return { label: await sideOf("Subject"), send: await sideOf("Send") };
}

/** The subjects of the mails that the gateway's practice server has taken. */
async function subjectsAt(page: Page, demo: Gateway): Promise<readonly string[]> {
  const response = await page.request.get(demo.url("sandbox/messages"));
  return ((await response.json()) as { subject: string }[]).map(({ subject }) => subject);
}
