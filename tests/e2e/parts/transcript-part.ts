import type { Locator, Page } from "@playwright/test";

/** What a person does with a transcript, and sees of it. */
export class TranscriptPart {
  constructor(readonly page: Page) {}

  /** Puts a transcript of a dialogue on the stage: `C: ` or `S: ` before each line, and what else is known of it. */
  async show(dialogue: readonly string[], more = {}): Promise<void> {
    const lines = dialogue.map((line, at) => ({
      direction: line.slice(0, 1),
      text: line.slice(3),
      meaning: "",
      at: at * 10,
    }));
    await this.page.evaluate(
      (conversation) => {
        const made = document.createElement("wsmtp-transcript");
        made.classList.add("framed");
        Object.assign(made, { conversation });
        document.querySelector("main")?.append(made);
      },
      { lines, ...more },
    );
  }

  get lines(): Locator {
    return this.page.getByRole("listbox", { name: "Conversation" });
  }

  line(text: string): Locator {
    return this.page
      .getByRole("option")
      .filter({ has: this.page.getByText(text, { exact: true }) });
  }

  get explanation(): Locator {
    return this.page.getByRole("region", { name: "Explanation of the line" });
  }
}
