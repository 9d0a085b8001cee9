import type { ReactiveController, ReactiveControllerHost } from "lit";
import { WsmtpError } from "wsmtp";
import { gatewayAt } from "../ask.js";
import { findGateway } from "../gateway.js";
import type { GatewayInfo } from "../gateway.js";
import { sentence, sentenceOf } from "../sentence.js";
import { rememberGateway, rememberedGateway } from "../server/remembered-gateway.js";

/** What whoever runs the page can do where there is no gateway. */
const BESIDE = "whoever runs this page can say where it is";

/** What a form says of its gateway. */
interface Form {
  readonly gateway: string;
  /** Whether the writer chooses among what the gateway offers. */
  readonly chooses: boolean;
  /** There is an answer, after one that was none. */
  readonly answered: () => void;
}

/**
 * What a form's gateway offers: asked when the form begins, and again when the network is back. Where there is no network, what was
 * offered the last time stands, so that mails can wait for that gateway.
 */
export class Offer implements ReactiveController {
  /** What is offered; undefined as long as that is not known, and where there is no gateway. */
  info: GatewayInfo | undefined;
  /** There is no gateway to choose from. */
  noGateway = false;
  /** Why nothing is offered, as a sentence; empty where something is. */
  trouble = "";
  /** The gateway itself has said so on this visit. */
  #isFresh = false;
  #asking: Promise<void> | undefined;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly form: () => Form,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener("online", this.refresh);
  }

  hostDisconnected(): void {
    window.removeEventListener("online", this.refresh);
  }

  /** Asks, if the form needs to know; resolves when there is an answer, or that there is none. */
  ask(): Promise<void> {
    if (!this.form().chooses) return Promise.resolve();
    this.#asking ??= this.#ask().finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  /** Waits for the answer that is under way, if one is; no longer than a gateway is asked. */
  async settled(): Promise<void> {
    await this.#asking;
  }

  /** Asks again what the gateway itself has not said yet. */
  readonly refresh = async (): Promise<void> => {
    if (this.#isFresh || !this.form().chooses) return;
    await this.ask();
    if (this.#isFresh) this.form().answered();
  };

  async #ask(): Promise<void> {
    try {
      await this.#askAt(gatewayAt(this.form().gateway));
    } catch (error) {
      // Its address is none.
      this.trouble = sentenceOf(error);
    }
    this.host.requestUpdate();
  }

  async #askAt(base: URL): Promise<void> {
    try {
      const found = await findGateway(base);
      this.#isFresh = true;
      rememberGateway(base, found);
      this.#take(found, base);
    } catch (error) {
      this.#recall(base, error);
    }
  }

  #take(found: GatewayInfo | null, base: URL): void {
    this.info = found ?? undefined;
    this.noGateway = found === null;
    this.trouble = found ? "" : sentence(`there is no gateway at ${base.host}: ${BESIDE}`);
  }

  /** Goes on with what was offered last. That there was no gateway says nothing where something answers, if only nonsense. */
  #recall(base: URL, error: unknown): void {
    const isSilent = error instanceof WsmtpError && error.code === "gateway-down";
    const last = rememberedGateway(base);
    if (last || (last === null && isSilent)) this.#take(last, base);
    else this.trouble = sentenceOf(error);
  }
}
