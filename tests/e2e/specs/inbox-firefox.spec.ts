import { startBrowser } from "../parts/browsers.js";
import { expect, test } from "../parts/fixtures.js";
import { deliverRaw } from "../parts/raw-mail.js";
import { sandboxOf } from "../parts/sandbox.js";

/** Milliseconds that Firefox, on a machine that has more to do, takes for one step at most. */
const PATIENCE = 15_000;

/** Runs in the page: whether the inbox hears of what happens. */
function isLive(): boolean {
  const inbox = document.querySelector("wsmtp-inbox");
  return inbox?.shadowRoot?.querySelector(".live") != null;
}

/** Runs in the page: waits for a mail, reads its header as it is explained, and deletes it. */
async function readAndDelete(
  patience: number,
): Promise<{ subject: string; headers: string; left: string }> {
  const inbox = document.querySelector("wsmtp-inbox")?.shadowRoot;
  const until = async (find: () => Element | null | undefined): Promise<Element> => {
    const end = performance.now() + patience;
    while (performance.now() < end) {
      const found = find();
      if (found) return found;
      await new Promise((later) => setTimeout(later, 50));
    }
    throw new Error(`in vain: ${find.toString()}`);
  };
  const message = (): ShadowRoot | null | undefined =>
    inbox?.querySelector("wsmtp-message")?.shadowRoot;
  const subject = await until(() => message()?.querySelector("h2"));
  const tabs = message()?.querySelector("wsmtp-tabs")?.shadowRoot;
  const tab = await until(() => tabs?.querySelector('[data-tab="headers"]'));
  (tab as HTMLElement).click();
  const headers = await until(() => message()?.querySelector(".fields"));
  const seen = { subject: subject.textContent, headers: headers.textContent };
  const button = await until(() => message()?.querySelector(".top button"));
  (button as HTMLElement).click();
  const left = await until(() => inbox?.querySelector(".empty"));
  return { ...seen, left: left.textContent };
}

test("in Firefox, too, a mail appears by itself, is read and deleted", async ({
  demo,
  page,
  request,
}) => {
  await request.delete(demo.url("sandbox/messages"));
  const firefox = await startBrowser("firefox", {});
  try {
    const tab = await firefox.open();
    await tab.goto(demo.url("inbox.html"));
    await expect.poll(() => tab.evaluate(isLive, undefined), { timeout: PATIENCE }).toBe(true);
    await page.goto(demo.url("inbox.html"));
    const sandbox = await sandboxOf(request, demo);
    await deliverRaw(page, sandbox, "Subject: For the fox\nFrom: ada@example.org\n\nHello.");
    const seen = await tab.evaluate(readAndDelete, PATIENCE);
    expect(seen.subject.trim()).toBe("For the fox");
    expect(seen.headers).toContain("What the mail is about.");
    expect(seen.left).toContain("No mail yet.");
  } finally {
    await firefox.close();
  }
});
