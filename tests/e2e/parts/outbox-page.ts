import { expect } from "@playwright/test";
import type { Page } from "@playwright/test";
import { load } from "../flows/load.js";
import * as flows from "../flows/outbox.js";
import type { Mail, Opening, Seen } from "../flows/outbox.js";
import type { Gateway } from "./gateway.js";
import type { Site } from "./site.js";

/** How an outbox is opened, where its mails go, and as whom. */
export interface Opened extends Partial<Opening> {
  upstream?: string;
  auth?: { user: string; pass: string };
}

/** A tab with an outbox, as Playwright drives it. */
export class OutboxPage {
  private constructor(
    readonly page: Page,
    private readonly name: string,
  ) {}

  /** Opens a site's page, and in it an outbox whose mails go through the gateway to `upstream`. */
  static async open(
    page: Page,
    site: Site,
    gateway: Gateway,
    { upstream = "mail", auth, name = "default", ...opening }: Opened = {},
  ): Promise<OutboxPage> {
    await page.goto(site.origin);
    await page.evaluate(load, { gateway: gateway.url(), upstream, auth });
    await page.evaluate(flows.openOutbox, { name, ...opening });
    return new OutboxPage(page, name);
  }

  /** Lets so many milliseconds pass at once, in a tab whose clock is Playwright's. */
  async skip(time: number | null): Promise<void> {
    await this.page.clock.fastForward(time ?? 0);
  }

  /** Stores a mail; gives its id, or the error. */
  send(mail: Mail): Promise<string> {
    return this.page.evaluate(flows.sendLater, { name: this.name, mail });
  }

  list(): Promise<Seen[]> {
    return this.page.evaluate(flows.listOutbox, this.name);
  }

  /** Waits until the entry of this subject is as it should be, and gives it. */
  async see(subject: string, as: Partial<Seen>): Promise<Seen> {
    let found: Seen | undefined;
    await expect
      .poll(async () => (found = (await this.list()).find((one) => one.subject === subject)))
      .toMatchObject(as);
    if (!found) throw new Error(`no mail of the subject ${subject}`);
    return found;
  }

  ask(
    what: "retry" | "sendNow" | "markSent" | "remove" | "flush" | "close",
    id?: string,
  ): Promise<string> {
    return this.page.evaluate(flows.askOutbox, { name: this.name, what, ...(id && { id }) });
  }

  cancel(id: string): ReturnType<typeof flows.cancelMail> {
    return this.page.evaluate(flows.cancelMail, { name: this.name, id });
  }

  heard(): Promise<string[]> {
    return this.page.evaluate(flows.heardOf, this.name);
  }

  /** Waits until the page has been told of a mail that it is so. */
  untilTold(state: "sent" | "failed"): Promise<void> {
    return this.page.evaluate(flows.untilTold, { name: this.name, state });
  }
}
