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

/**
 * Where pages stand still at each of their steps, until this side has heard of it. Steps are the ends of their
 * transactions in IndexedDB, and each frame of the conversation before and after it leaves, and when it comes.
 */
export class Steps {
  private constructor(
    private readonly server: Server,
    private tab: MortalTab | null = null,
    private last = 0,
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

  /** The tab is to crash at its `last` step; gives the names of those it has taken so far. */
  async crashAt(tab: MortalTab, last: number): Promise<readonly string[]> {
    Object.assign(this, { tab, last, taken: [] });
    const { port } = this.server.address() as AddressInfo;
    await tab.page.addInitScript(announceSteps, `http://127.0.0.1:${port}/`);
    return this.taken;
  }

  private async step(url: string, response: ServerResponse): Promise<void> {
    this.taken.push(decodeURIComponent(url.slice(1)));
    // The page gets no answer there: it stands still until it is no more.
    if (this.taken.length === this.last) await this.tab?.crash();
    else response.writeHead(200, { "access-control-allow-origin": "*" }).end();
  }
}

/** Runs in the page before anything else does. */
function announceSteps(where: string): void {
  const step = (name: string): void => {
    const request = new XMLHttpRequest();
    // Nothing else happens in this tab meanwhile.
    request.open("GET", `${where}${encodeURIComponent(name)}`, false);
    request.send();
  };
  const transaction = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (...given) {
    const started = transaction.apply(this, given);
    started.addEventListener("complete", () => step(`${started.mode} complete`));
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
