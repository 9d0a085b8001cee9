import { expect } from "@playwright/test";
import type { Locator, Page } from "@playwright/test";

/** A file to attach. */
export interface Upload {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** What a person does and sees on the compose page. */
export class ComposePage {
  constructor(readonly page: Page) {}

  /** Opens the page and waits until it knows its gateway. */
  async open(url: string): Promise<void> {
    // Choosers are taken over from the first listener on, and a key pressed right behind that would
    // still open the browser's own.
    this.page.on("filechooser", () => undefined);
    await this.page.goto(url);
    await expect(this.page.getByLabel("Server", { exact: true }).locator("option")).not.toHaveCount(
      0,
    );
  }

  /** Fills fields by their labels. */
  async fill(fields: Readonly<Record<string, string>>): Promise<void> {
    for (const [label, value] of Object.entries(fields)) await this.field(label).fill(value);
  }

  /** Signs in as somebody, at one of the servers. */
  async signIn(user: string, password: string): Promise<void> {
    const server = this.page.locator("details.server");
    if (!(await server.evaluate((details: HTMLDetailsElement) => details.open))) {
      await server.locator("summary").click();
    }
    await this.fill({ "User name": user, Password: password });
  }

  async attach(...files: readonly Upload[]): Promise<void> {
    const chooser = this.page.waitForEvent("filechooser");
    await this.page.getByRole("button", { name: "Attach files" }).click();
    await (await chooser).setFiles([...files]);
  }

  async send(): Promise<void> {
    await this.page.getByRole("button", { name: "Send", exact: true }).click();
  }

  field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
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

  /** The mail was not sent, for one reason; one sentence names the cause and what to do. */
  async expectFailure(code: string, ...named: readonly RegExp[]): Promise<void> {
    await expect(this.outcome).toHaveAttribute("data-outcome", "failed");
    await expect(this.outcome).toHaveAttribute("data-code", code);
    const sentence = this.outcome.locator(".sentence");
    await expect(sentence).toHaveText(/^["\p{Lu}].*\.$/u);
    for (const words of named) await expect(sentence).toHaveText(words);
  }
}
