import { expect } from "@playwright/test";
import type { Locator, Page } from "@playwright/test";

/** A mail that the practice server in the page has taken. */
interface Taken {
  readonly from: string;
  readonly to: readonly string[];
  readonly source: string;
}

/** The part of the practice server that a test uses. */
interface Practice {
  readonly webSocket: unknown;
  readonly user: string;
  readonly password: string;
  list(): Promise<{ id: number; from: string; to: string[] }[]>;
  source(id: number): Promise<Uint8Array>;
}

/** What the stage has beside the elements. */
interface StageWindow {
  stage: {
    Practice: { start(options: { setup?: string }): Promise<Practice> };
    practice?: Practice;
  };
}

/** What a person does with a console, and sees of it. */
export class ConsolePart {
  constructor(readonly page: Page) {}

  /** Puts a console on the stage whose server is in the page. */
  async practise(setup = ""): Promise<void> {
    await this.page.evaluate(async (setup) => {
      const { stage } = window as unknown as StageWindow;
      stage.practice = await stage.Practice.start({ setup });
      const place = { kind: "page", webSocket: stage.practice.webSocket };
      const made = Object.assign(document.createElement("wsmtp-console"), { place });
      document.querySelector("main")?.append(made);
    }, setup);
  }

  /** Puts a console on the stage whose server is behind a gateway. */
  async through(gateway: string, upstream: string): Promise<void> {
    await this.page.evaluate(
      ({ gateway, upstream }) => {
        const place = { kind: "upstream", gateway: new URL(gateway), upstream, token: "" };
        const made = Object.assign(document.createElement("wsmtp-console"), { place });
        document.querySelector("main")?.append(made);
      },
      { gateway, upstream },
    );
  }

  async connect(): Promise<void> {
    await this.page.getByRole("button", { name: "Connect", exact: true }).click();
    await expect(this.standing).toHaveAttribute("data-connection", "open");
  }

  /** Types a line, says it, and waits for what comes last in answer. */
  async say(line: string, answer?: RegExp): Promise<void> {
    const before = await this.said.count();
    await this.input.fill(line);
    await this.input.press("Enter");
    if (!answer) return;
    // The answer before may have been the same: this line comes first, and its own answer behind.
    await expect.poll(() => this.said.count()).toBeGreaterThan(before + 1);
    await this.heard(answer);
  }

  /** Pastes text into the line. */
  async paste(text: string): Promise<void> {
    await this.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await this.page.evaluate((text) => navigator.clipboard.writeText(text), text);
    await this.input.focus();
    await this.page.keyboard.press("ControlOrMeta+V");
  }

  /** Everything that can be read on the page, in fields too. */
  readable(): Promise<string> {
    return this.page.evaluate(() => {
      const read = (root: ParentNode): string =>
        [...root.querySelectorAll("*")]
          .map((element) => {
            const value = element instanceof HTMLInputElement ? element.value : "";
            return value + (element.shadowRoot ? read(element.shadowRoot) : "");
          })
          .join(" ") + ("innerHTML" in root ? String(root.innerHTML) : "");
      return read(document.documentElement);
    });
  }

  /** Greets, and encrypts the connection by hand. */
  async secure(): Promise<void> {
    await this.say("EHLO me.example", /^250 /);
    await this.say("STARTTLS", /^220 /);
    await expect(this.standing).toContainText(/encrypted|TLS, as practice/);
    await this.say("EHLO me.example", /^250 /);
  }

  /** The newest line of the conversation is this. */
  async heard(answer: RegExp): Promise<void> {
    await expect(this.said.last().locator(".text")).toHaveText(answer);
  }

  /** The lines of the conversation, `C` and `S` before each. */
  lines(): Promise<string[]> {
    return this.said.evaluateAll((all) =>
      all.map((line) =>
        [".who", ".text"].map((part) => line.querySelector(part)?.textContent ?? "").join(" "),
      ),
    );
  }

  /** The mails that the server in the page has taken. */
  taken(): Promise<Taken[]> {
    return this.page.evaluate(async () => {
      const { practice } = (window as unknown as StageWindow).stage;
      const mails = (await practice?.list()) ?? [];
      return Promise.all(
        mails.map(async ({ id, from, to }) => {
          const source = new TextDecoder().decode(await practice?.source(id));
          return { from, to, source };
        }),
      );
    });
  }

  /** Who may sign in at the server in the page. */
  account(): Promise<{ user: string; password: string }> {
    return this.page.evaluate(() => {
      const { practice } = (window as unknown as StageWindow).stage;
      return { user: practice?.user ?? "", password: practice?.password ?? "" };
    });
  }

  async guide(): Promise<void> {
    await this.page.getByRole("radio", { name: "Guided" }).check();
  }

  get input(): Locator {
    return this.page.locator("wsmtp-console-line #line");
  }

  /** The lines of the conversation. */
  get said(): Locator {
    return this.page.locator("wsmtp-transcript").getByRole("option");
  }

  get standing(): Locator {
    return this.page.locator("wsmtp-console .standing");
  }

  /** What those hear of a reply who do not see the page. */
  spoken(reply: string): Locator {
    const told = this.page.locator("wsmtp-console").getByRole("status");
    return told.filter({ hasText: `Server: ${reply}` });
  }

  get advice(): Locator {
    return this.page.locator("wsmtp-console .advice");
  }

  get trouble(): Locator {
    return this.page.locator("wsmtp-console .trouble");
  }
}
