import { simpleParser } from "mailparser";
import { copyNext } from "../flows/clipboard.js";
import { focusText } from "../flows/composing-page.js";
import { BROWSERS, startBrowser } from "../parts/browsers.js";
import type { Browser, Tab } from "../parts/browsers.js";
import { expect, test } from "../parts/fixtures.js";

for (const name of BROWSERS) {
  test.describe(name, () => {
    let browser: Browser;
    let tab: Tab;

    test.beforeAll(async ({ launchOptions }) => {
      browser = await startBrowser(name, launchOptions);
    });
    test.afterAll(() => browser.close());
    test.beforeEach(async ({ demo }) => {
      tab = await browser.open();
      await tab.goto(demo.url());
      await expect.poll(() => tab.evaluate(focusText, undefined)).toBe(true);
    });
    test.afterEach(() => tab.close());

    test("text is typed, formatted, copied, pasted, taken back and sent", async ({
      demo,
      request,
    }) => {
      const subject = `Formatted in ${name}`;
      const { keyboard } = tab;
      await keyboard.type("Hello ");
      await chord("Control", "b");
      await keyboard.type("bold");
      await chord("Control", "b");
      await keyboard.press("Enter");
      await keyboard.type("second");
      await chord("Control", "a");
      await chord("Control", "c");
      await keyboard.press("End");
      await keyboard.press("Enter");
      await chord("Control", "v");
      await expect
        .poll(() => tab.evaluate(text, null))
        .toMatch(/^Hello bold\s+second\s+Hello bold\s+second$/);
      expect(await tab.evaluate(bold, null)).toEqual(["bold", "bold"]);
      await chord("Control", "z");
      await expect.poll(() => tab.evaluate(text, null)).toMatch(/^Hello bold\s+second$/);

      await tab.evaluate(copyNext, { type: "text/html", content: HOSTILE });
      await chord("Control", "a");
      await chord("Control", "c");
      await keyboard.press("End");
      await chord("Control", "v");
      await expect.poll(() => tab.evaluate(text, null)).toContain("pasted");
      expect(await tab.evaluate(colourOf, "green")).toBe("rgb(10, 125, 50)");
      await tab.evaluate(send, subject);
      const listed = async (): Promise<number | undefined> => {
        const list = (await (await request.get(demo.url("sandbox/messages"))).json()) as Listed[];
        return list.find((one) => one.subject === subject)?.id;
      };
      await expect.poll(listed, { timeout: 20_000 }).toBeDefined();
      const source = await request.get(demo.url(`sandbox/messages/${await listed()}`));
      const mail = await simpleParser(await source.body(), { keepCidLinks: true });
      expect(mail.text).toMatch(/^Hello bold\nsecond\n\npasted green \[image\]$/);
      expect(String(mail.html)).toContain("Hello <b>bold</b>");
      expect(String(mail.html)).not.toMatch(/script|onerror|position|<img/);
      expect(await tab.evaluate(() => document.title, null)).not.toBe("stolen");
    });

    async function chord(modifier: "Control" | "Shift", key: "a" | "b" | "c" | "v" | "z") {
      await tab.keyboard.down(modifier);
      await tab.keyboard.press(key);
      await tab.keyboard.up(modifier);
    }
  });
}

interface Listed {
  readonly id: number;
  readonly subject: string;
}

const HOSTILE = `<p onclick="document.title='stolen'" style="position: fixed">pasted <span style="color: #0a7d32">green</span>
<script>document.title='stolen'</script><img src=x onerror="document.title='stolen'"></p>`;

/** What is seen; where a format has just begun or ended, a character without width holds its place. */
function text(): string {
  const written = document.querySelector<HTMLElement>(".wsmtp-editable")?.innerText ?? "";
  return written.replaceAll("\u200b", "").replaceAll("\u00a0", " ").trim();
}

function bold(): string[] {
  const all = [...document.querySelectorAll(".wsmtp-editable b")];
  return all
    .map(({ textContent }) => textContent.replaceAll("\u200b", ""))
    .filter((one) => one !== "");
}

function colourOf(word: string): string {
  const all = [...document.querySelectorAll(".wsmtp-editable span")];
  const found = all.find(({ textContent }) => textContent === word);
  return found ? getComputedStyle(found).color : "";
}

async function send(subject: string): Promise<void> {
  const compose = document.querySelector<HTMLElement & { send(): Promise<unknown> }>(
    "wsmtp-compose",
  );
  const field = compose?.shadowRoot?.querySelector<HTMLInputElement>("#subject");
  if (!compose || !field) throw new Error("there is no form");
  field.value = subject;
  field.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
  await compose.send();
}
