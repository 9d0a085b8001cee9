import type { Locator, Page } from "@playwright/test";

/** What of the practice server a test needs. */
interface Practice {
  readonly setup: string;
  readonly webSocket: unknown;
  readonly user: string;
  readonly password: string;
}

/** What the stage gives, and what is put on it here. */
interface StageWindow {
  stage: {
    Practice: { start(): Promise<Practice> };
    inPage(practice: Practice): unknown;
    practice: Practice;
  };
}

/** What a person does with the setup of the practice server. */
export class SetupPart {
  constructor(readonly page: Page) {}

  /** Puts the form on the stage, for a practice server in the page. */
  async show(): Promise<void> {
    await this.page.evaluate(async () => {
      const { stage } = window as unknown as StageWindow;
      stage.practice = await stage.Practice.start();
      const made = document.createElement("wsmtp-setup");
      Object.assign(made, { target: stage.inPage(stage.practice) });
      document.querySelector("main")?.append(made);
    });
  }

  /** The setup that the server in the page follows. */
  inForce(): Promise<string> {
    return this.page.evaluate(() => {
      return (window as unknown as StageWindow).stage.practice.setup;
    });
  }

  /** Gives the form what came with a link. */
  async propose(setup: string): Promise<void> {
    await this.page.locator("wsmtp-setup").evaluate(async (element, text) => {
      await (element as unknown as { propose(text: string): Promise<void> }).propose(text);
    }, setup);
  }

  /** Adds a rule by what the menu calls it. */
  async add(words: string): Promise<void> {
    await this.page.getByLabel("What should happen?").selectOption({ label: words });
    await this.page.getByRole("button", { name: "Add the rule" }).click();
  }

  async apply(): Promise<void> {
    await this.page.getByRole("button", { name: "Apply" }).click();
  }

  async asText(): Promise<Locator> {
    await this.page.getByRole("tab", { name: "As text" }).click();
    return this.text;
  }

  get text(): Locator {
    return this.page.getByLabel("One rule a line");
  }

  get rules(): Locator {
    return this.page.locator("wsmtp-setup").getByRole("listitem");
  }

  /** A field of the rule that is edited. */
  field(label: string): Locator {
    return this.page.getByRole("group").getByLabel(label);
  }

  /** The link that was made. */
  get link(): Locator {
    return this.page.getByLabel("The link");
  }
}
