import { createServer } from "node:http";
import type { Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { BrowserContext, CDPSession, Page } from "@playwright/test";

/** A tab whose process can be ended at once, as a fault or the system's want of memory would, whatever it is doing. */
export class MortalTab {
  private constructor(
    readonly page: Page,
    private readonly cdp: CDPSession,
  ) {}

  static async open(context: BrowserContext): Promise<MortalTab> {
    const page = await context.newPage();
    // A page that stands still could not be attached to later.
    return new MortalTab(page, await context.newCDPSession(page));
  }

  async crash(): Promise<void> {
    const crashed = this.page.waitForEvent("crash");
    // There is nobody left to answer.
    this.cdp.send("Page.crash").catch(() => undefined);
    await crashed;
  }
}

/** The end of a transaction that wrote. */
export const STORED = "readwrite complete";

export type StepName = typeof STORED | "readonly complete" | "opened" | "to say" | "said" | "heard";

/**
 * Where pages stand still at each of their steps, until this side has heard of it. Steps are the ends of their
 * transactions in IndexedDB, and each frame of the conversation before and after it leaves, and when it comes.
 */
export class Steps {
  private constructor(
    private readonly server: Server,
    private tab: MortalTab | null = null,
    private last = 0,
    private of: StepName | undefined = undefined,
    private taken: string[] = [],
  ) {
    server.on("request", ({ url }, response) => void this.step(url ?? "", response));
  }

  static async listen(): Promise<Steps> {
    const server = createServer();
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    return new Steps(server);
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  /** The tab is to crash at its `last` step, or its `last` one `of` a name. */
  async crashAt(tab: MortalTab, last: number, of?: StepName): Promise<void> {
    Object.assign(this, { tab, last, of, taken: [] });
    const { port } = this.server.address() as AddressInfo;
    await tab.page.addInitScript(announceSteps, `http://127.0.0.1:${port}/`);
  }

  /** How many steps the newest tab has taken, all or those `of` a name. */
  count(of?: StepName): number {
    return this.taken.filter((name) => of === undefined || name === of).length;
  }

  toString(): string {
    return this.taken.join(", ");
  }

  private async step(url: string, response: ServerResponse): Promise<void> {
    this.taken.push(decodeURIComponent(url.slice(1)));
    // The page gets no answer there: it stands still until it is no more.
    if (this.count(this.of) === this.last) await this.tab?.crash();
    else response.writeHead(200, { "access-control-allow-origin": "*" }).end();
  }
}

/** Runs in the page before anything else does. */
function announceSteps(where: string): void {
  const step = (name: StepName): void => {
    const request = new XMLHttpRequest();
    // Nothing else happens in this tab meanwhile.
    request.open("GET", `${where}${encodeURIComponent(name)}`, false);
    request.send();
  };
  const transaction = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (...given) {
    const started = transaction.apply(this, given);
    started.addEventListener("complete", () =>
      step(started.mode === "readonly" ? "readonly complete" : "readwrite complete"),
    );
    return started;
  };
  window.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener("open", () => step("opened"));
      this.addEventListener("message", () => step("heard"));
    }

    override send(data: Parameters<WebSocket["send"]>[0]): void {
      step("to say");
      super.send(data);
      step("said");
    }
  };
}
