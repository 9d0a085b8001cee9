import type { Locator, Page } from "@playwright/test";
import { expect } from "@playwright/test";

/** What a learner does and sees on the learn page. */
export class LearnPage {
  constructor(readonly page: Page) {}

  /** Opens the page that is at `origin`, at a lesson if one is named. */
  async open(origin: string, lesson = ""): Promise<void> {
    const hash = lesson === "" ? "" : `#lesson=${lesson}`;
    await this.page.goto(new URL(`learn.html${hash}`, origin).href);
    await this.ready();
  }

  /** Waits until there is a server to speak to. */
  async ready(): Promise<void> {
    await this.page.getByRole("heading", { name: "Console" }).waitFor();
    // The server in the page has started when it tells how many mails it has.
    await expect(this.page.locator("[data-part=count]")).toHaveText(/\(\d+\)/);
  }

  /** Chooses a lesson from the list. */
  async choose(title: string): Promise<void> {
    await this.page.getByRole("link", { name: title }).click();
    await expect(this.lesson).toHaveAccessibleName(title);
  }

  get lesson(): Locator {
    return this.page.locator("wsmtp-lesson").getByRole("article");
  }

  /** The step that is to be done now. */
  get step(): Locator {
    return this.lesson.locator("[aria-current=step]");
  }

  /** A goal of the step to be done now. */
  goal(text: string): Locator {
    return this.step
      .getByRole("list", { name: "Goals" })
      .getByRole("listitem")
      .filter({ hasText: text });
  }

  /** What is said to a lesson or a link that is none. */
  get trouble(): Locator {
    return this.page.locator("[data-part=trouble]");
  }

  get console(): Locator {
    return this.page.locator("wsmtp-console");
  }

  /** What was said in the console. */
  get transcript(): Locator {
    return this.console.locator("wsmtp-transcript");
  }

  /** Presses Connect, as lessons say. */
  async connect(): Promise<void> {
    // Beside a connection the button is called "Connect anew".
    await this.console.getByRole("button", { name: /^Connect( anew)?$/ }).click();
  }

  /** Types lines into the console, each with Enter. */
  async say(...lines: readonly string[]): Promise<void> {
    for (const line of lines) {
      await this.input.fill(line);
      await this.input.press("Enter");
      await expect(this.input).toHaveValue("");
    }
  }

  get input(): Locator {
    return this.console.locator("#line");
  }

  /** Presses a button of the lesson. */
  async press(name: string): Promise<void> {
    await this.lesson.getByRole("button", { name, exact: true }).click();
  }
}
