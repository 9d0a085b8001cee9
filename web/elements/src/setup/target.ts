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

/** Where a gateway has it. */
const PATH = "sandbox/setup";

/** The practice server within the page. */
export function inPage(practice: Configurable): SetupTarget {
  return {
    read: async () => practice.setup,
    apply: async (setup) => practice.configure(setup),
  };
}

/** The practice server behind the gateway at `base`. */
export function behindGateway(base: URL): SetupTarget {
  return {
    read: async () => (await ask(base, PATH, { missing: NONE })).text(),
    apply: async (setup) =>
      void (await ask(base, PATH, { method: "PUT", body: setup, missing: NONE })),
  };
}

const NONE = "this gateway's practice server has no setup: it is an older one";
