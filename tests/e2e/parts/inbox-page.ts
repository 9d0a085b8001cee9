import { readFile } from "node:fs/promises";
import { expect } from "@playwright/test";
import type { Locator, Page } from "@playwright/test";

/** What a person does and sees on the inbox page. */
export class InboxPage {
  constructor(readonly page: Page) {}

  /** Opens the page, and waits until new mails would appear by themselves. */
  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await expect(this.page.getByTitle("New mails appear by themselves")).toBeVisible();
  }

  /** The list. */
  get mails(): Locator {
    return this.page.getByRole("navigation", { name: "Mails" });
  }

  /** One line of the list. */
  mail(subject: string): Locator {
    return this.mails.getByRole("link", { name: subject });
  }

  /** How many mails there are, and how many of them unread. */
  get status(): Locator {
    return this.page.locator("wsmtp-inbox").getByRole("status");
  }

  /** The mail that is shown. */
  article(subject: string): Locator {
    return this.page.getByRole("article", { name: subject });
  }

  /** Opens the newest mail with this subject. */
  async choose(subject: string): Promise<void> {
    await this.mails.getByText(subject).first().click();
    await this.article(subject).waitFor();
  }

  /** Turns to one view of the mail: Text, HTML, Parts, Headers, Conversation, Ladder, or Source. */
  async view(name: string): Promise<Locator> {
    await this.page.getByRole("tab", { name }).click();
    return this.page.getByRole("tabpanel", { name });
  }

  /** Saves an attachment, or the source, by its link; a part by its button. */
  async download(name: string | RegExp): Promise<Buffer> {
    return (await this.save(this.page.getByRole("link", { name }))).content;
  }

  /** Saves what a link or a button saves, and says under which name. */
  async save(from: Locator): Promise<{ readonly name: string; readonly content: Buffer }> {
    const download = this.page.waitForEvent("download");
    await from.click();
    const file = await download;
    return { name: file.suggestedFilename(), content: await readFile(await file.path()) };
  }
}
