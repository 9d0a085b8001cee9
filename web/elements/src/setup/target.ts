import { WsmtpError } from "wsmtp";
import { ask } from "../ask.js";

/** The practice server that a setup is for. */
export interface SetupTarget {
  /** The text of its setup. */
  read(): Promise<string>;
  /** Sets it, for sessions from now on. Rejects with `bad-input`, which names the line, where it is none. */
  apply(setup: string): Promise<void>;
}

/** What the practice server in the page can do, as far as it is needed here. */
export interface Configurable {
  readonly setup: string;
  configure(setup: string): void;
}

/** The practice server within the page. */
export function inPage(practice: Configurable): SetupTarget {
  return {
    read: async () => practice.setup,
    apply: async (setup) => practice.configure(setup),
  };
}

const PATH = "sandbox/setup";

/** The practice server behind the gateway at `base`. */
export function behindGateway(base: URL): SetupTarget {
  return {
    read: async () => (await ask(base, PATH, { missing: NONE })).text(),
    apply: (setup) => put(base, setup),
  };
}

const NONE = "this gateway's practice server has no setup: it is an older one";
/** Characters of what a gateway says against a setup: one sentence. */
const MAX_REASON = 500;

async function put(base: URL, setup: string): Promise<void> {
  const headers = { "content-type": "text/plain; charset=utf-8" };
  const sent = fetch(new URL(PATH, base), { method: "PUT", body: setup, headers });
  const response = await sent.catch(() => {
    throw new WsmtpError(
      "gateway-down",
      `the gateway at ${base.host} does not answer: check that it is running`,
    );
  });
  if (response.ok) return;
  const reason = (await response.text()).slice(0, MAX_REASON).trim();
  const known = reason === "" ? `the gateway answered ${response.status}` : reason;
  throw new WsmtpError(response.status === 400 ? "bad-input" : "internal", known);
}
