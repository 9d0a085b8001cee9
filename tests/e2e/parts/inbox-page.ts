import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";

/** What a person does and sees on the inbox page. */
export class InboxPage {
  constructor(readonly page: Page) {}

  /** Opens the newest mail with this subject. */
  async choose(subject: string): Promise<void> {
    const mails = this.page.getByRole("navigation", { name: "Mails" });
    await mails.getByText(subject).first().click();
    await this.page.getByRole("article", { name: subject }).waitFor();
  }

  /** Turns to one view of the mail: Text, HTML, Conversation, or Source. */
  async view(name: string): Promise<Locator> {
    await this.page.getByRole("tab", { name }).click();
    return this.page.getByRole("tabpanel", { name });
  }

  /** Saves an attachment, or the source, by its link. */
  async download(name: string | RegExp): Promise<Buffer> {
    const download = this.page.waitForEvent("download");
    await this.page.getByRole("link", { name }).click();
    return readFile(await (await download).path());
  }
}
