import { expect } from "@playwright/test";
import type { Locator, Page } from "@playwright/test";

/** What a person does and sees in the outbox of the compose page. */
export class OutboxPanel {
  constructor(private readonly page: Page) {}

  /** The mail of this subject. */
  mail(subject: string): Locator {
    const named = this.page.locator(".subject").getByText(subject, { exact: true });
    return this.page.locator("article[data-state]").filter({ has: named });
  }

  /** Does something about a mail by its button. */
  async act(subject: string, button: string | RegExp): Promise<void> {
    await this.mail(subject).getByRole("button", { name: button }).click();
  }

  /** Waits until a mail stands so, by its heading. */
  async see(subject: string, title: string | RegExp): Promise<void> {
    await expect(this.mail(subject).getByRole("heading", { name: title })).toBeVisible();
  }

  /** Gives the password that mails wait for. */
  async signIn(password: string): Promise<void> {
    await this.page.getByLabel("Password for waiting mails").fill(password);
    await this.page.getByRole("button", { name: /^Send (it|them)$/ }).click();
  }

  /** Opens the choices beside Send. */
  async openLater(): Promise<Locator> {
    await this.page.getByRole("button", { name: "Send later" }).click();
    return this.page.getByRole("group", { name: "Send later" });
  }
}
