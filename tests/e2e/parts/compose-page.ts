import { expect } from "@playwright/test";
import type { Locator, Page } from "@playwright/test";
import { Editor } from "./editor.js";

/** A file to attach. */
export interface Upload {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** The fields that hold recipients, each as a chip. */
const RECIPIENTS = ["To", "Cc", "Bcc"];

/** What a person does and sees on the compose page. */
export class ComposePage {
  constructor(readonly page: Page) {}

  /** Opens the page and waits until it knows its gateway. */
  async open(url: string): Promise<void> {
    // Choosers are taken over from the first listener on, and a key pressed right behind that would
    // still open the browser's own.
    this.page.on("filechooser", () => undefined);
    await this.page.goto(url);
    await this.waitForGateway();
  }

  /** Opens the page and waits until all of it is there: text can be formatted, and mails can be sent, without signing in. */
  async openWhole(url: string): Promise<void> {
    await this.open(url);
    await new Editor(this.page).ready();
    await expect.poll(() => this.page.evaluate(canSend)).toBe(true);
  }

  /** Waits until the form knows by which server mails go, and shows what that suggests. */
  async waitForGateway(): Promise<void> {
    await expect(this.field("Server")).not.toHaveValue("");
    const server = this.page.locator("wsmtp-server");
    const suggests = (one: HTMLElement & { sandbox?: unknown }) => one.sandbox !== undefined;
    if (await server.evaluate(suggests)) await expect(this.field("From")).not.toHaveValue("");
  }

  /** Fills fields by their labels; recipients take the place of those that are there. */
  async fill(fields: Readonly<Record<string, string>>): Promise<void> {
    for (const [label, value] of Object.entries(fields)) {
      if (RECIPIENTS.includes(label)) await this.address(label, value);
      else await this.field(label).fill(value);
    }
  }

  /** Signs in as somebody, at one of the servers. */
  async signIn(user: string, password: string): Promise<void> {
    await this.showServer();
    await this.fill({ "User name": user, Password: password });
  }

  /** Unfolds the settings of the mail server. */
  async showServer(): Promise<void> {
    const server = this.page.locator("details.server");
    if (!(await server.evaluate((details: HTMLDetailsElement) => details.open))) {
      await server.locator("summary").click();
    }
  }

  async attach(...files: readonly Upload[]): Promise<void> {
    const chooser = this.page.waitForEvent("filechooser");
    await this.page.getByRole("button", { name: "Attach files" }).click();
    await (await chooser).setFiles([...files]);
  }

  /** Sends the mail, also one that seems to lack something. */
  async send(): Promise<void> {
    await this.sendButton.click();
    if (await this.question.isVisible()) {
      await this.question.getByRole("button", { name: "Send anyway" }).click();
    }
  }

  /** By itself, without the menu beside it. */
  get sendButton(): Locator {
    return this.page.getByRole("button", { name: "Send", exact: true });
  }

  /** What is asked before a mail goes out that seems to lack something. */
  get question(): Locator {
    return this.page.getByRole("dialog", { name: "Send it like this?" });
  }

  field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
  }

  /** The chips of a field. */
  chips(label: string): Locator {
    return this.page.getByRole("list", { name: `${label}: chosen recipients` }).locator("li");
  }

  /** Waits until what was written is on the disk. */
  async saved(): Promise<void> {
    await expect(this.page.getByText(/^Draft saved at /)).toBeVisible();
  }

  /** What became of the mail. */
  get outcome(): Locator {
    return this.page.locator("[data-outcome]");
  }

  /** The lines of the conversation, `C` and `S` before each. */
  async conversation(): Promise<string[]> {
    const lines = this.page.locator("wsmtp-transcript li");
    return lines.evaluateAll((all) =>
      all.map((line) =>
        [".who", ".text"].map((part) => line.querySelector(part)?.textContent ?? "").join(" "),
      ),
    );
  }

  /** The mail stands so in the outbox, for one reason; one sentence names the cause and what to do. */
  async expectOutcome(outcome: string, code: string, ...named: readonly RegExp[]): Promise<void> {
    await expect(this.outcome).toHaveAttribute("data-outcome", outcome);
    await expect(this.outcome).toHaveAttribute("data-code", code);
    await expectSentence(this.outcome.locator(".sentence"), named);
  }

  /** The mail is still in the form; one sentence names the cause and what to do. */
  async expectNotice(...named: readonly RegExp[]): Promise<void> {
    await expectSentence(this.page.locator(".notice.trouble bdi"), named);
    await expect(this.outcome).toHaveCount(0);
  }

  /** Writes recipients into a field, in place of all that are there. */
  private async address(label: string, value: string): Promise<void> {
    const field = this.field(label);
    if (!(await field.isVisible())) {
      await this.page.getByRole("button", { name: label, exact: true }).click();
    }
    const chips = this.chips(label);
    for (let left = await chips.count(); left > 0; left -= 1) {
      await chips
        .last()
        .getByRole("button", { name: /^Remove / })
        .click();
    }
    await field.fill(value);
    await field.blur();
  }
}

/** Runs in the page: whether what sends mails is there. */
function canSend(): boolean {
  const form = document.querySelector("wsmtp-compose")?.shadowRoot;
  const outbox = form?.querySelector<HTMLElement & { postbox?: unknown }>("wsmtp-outbox");
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  const wasms = ["/wsmtp_wasm", "/wsmtp_composer"];
  return !!outbox?.postbox && wasms.every((wasm) => loaded.some((name) => name.includes(wasm)));
}

async function expectSentence(sentence: Locator, named: readonly RegExp[]): Promise<void> {
  await expect(sentence).toHaveText(/^["\p{Lu}].*\.$/u);
  for (const words of named) await expect(sentence).toHaveText(words);
}
