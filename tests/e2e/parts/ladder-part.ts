import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";

/** What a person does with the picture of a session, and sees of it. */
export class LadderPart {
  constructor(readonly page: Page) {}

  /** Puts the picture of a dialogue on the stage: `C: ` or `S: ` before each line. */
  async show(dialogue: readonly string[]): Promise<void> {
    const lines = dialogue.map((line, at) => ({
      direction: line.slice(0, 1),
      text: line.slice(3),
      meaning: "",
      at: at * 10,
    }));
    await this.page.evaluate((lines) => {
      const made = document.createElement("wsmtp-ladder");
      Object.assign(made, { conversation: { lines } });
      document.querySelector("main")?.append(made);
    }, lines);
    await this.picture.waitFor();
  }

  get picture(): Locator {
    return this.page.getByRole("group", { name: /^Ladder of the session/ });
  }

  /** A message by what is said with it: what has the keyboard's focus. */
  arrow(words: string): Locator {
    return this.picture.locator(`[aria-label*=${JSON.stringify(words)}]`);
  }

  /** What is written at an arrow. */
  words(text: string): Locator {
    return this.picture.locator("tspan").filter({ hasText: text });
  }

  /** The file that the button saves. */
  async save(): Promise<string> {
    const download = this.page.waitForEvent("download");
    await this.page.getByRole("button", { name: "Save as SVG" }).click();
    return readFile(await (await download).path(), "utf8");
  }
}
