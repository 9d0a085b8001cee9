import { WsmtpError } from "wsmtp";

import { needLoaded } from "./wasm.js";

/**
 * One rule of a setup, as a plain object that a form can edit. A setup is text with one rule on each line; the comment
 * beside each kind shows its line.
 */
export type SetupRule =
  /** `# anything`: says nothing to the server. */
  | { type: "comment"; text: string }
  /** `server: smtp.example.org`: what the server calls itself. */
  | { type: "server"; name: string }
  /** `security: starttls`: how the line is secured; `starttls` where no rule says. */
  | { type: "security"; security: "none" | "starttls" | "implicit" }
  /** `user: ada secret`: who may sign in, and with what (the rest of the line); several rules, several users. */
  | { type: "user"; user: string; password: string }
  /** `auth: optional`: whether MAIL needs a sign-in before it, or there is none; `required` where no rule says. */
  | { type: "auth"; auth: "required" | "optional" | "none" }
  /**
   * `offer: -pipelining size=1000 auth=clear`: what EHLO offers, beyond or below the usual. Each is a keyword in lower
   * case (`dsn`), one with a hyphen before it (`-dsn`: not offered), or one with a value (`size=1000`).
   */
  | { type: "offer"; offers: string[] }
  /** `line: slow 200/s`: octets that pass each way in a second. */
  | { type: "slow"; octetsPerSecond: number }
  /**
   * `line: bare-lf`: LF alone ends a line, as on servers that mails could be smuggled through; CHUNKING is not offered.
   */
  | { type: "bare-lf" }
  /** `recipient *@late.test first 2: reply 451 4.2.1 try later`: something goes wrong. */
  | {
      type: "fault";
      stage: FaultStage;
      pattern: string;
      first: number | null;
      action: FaultAction;
    };

/**
 * When a fault happens: in answer to a command, or for `content` within the mail, for `verdict` at its end. `unknown` is
 * any command that is none. Those of the first line have a pattern of addresses (`auth`: of user names): one address, or
 * many with one `*`; the others have `*`.
 */
export type FaultStage =
  | ("auth" | "sender" | "recipient" | "content" | "verdict" | "vrfy" | "expn")
  | (
      | "greeting"
      | "ehlo"
      | "helo"
      | "starttls"
      | "data"
      | "reset"
      | "noop"
      | "help"
      | "quit"
      | "unknown"
    );

/** What a fault is. */
export type FaultAction =
  /** `reply 550 5.1.1 no such user`: this is the answer; lines of `text` are divided by LF, in a setup by `\n`. */
  | { type: "reply"; code: number; text: string }
  /** `delay 1.5s`: the answer takes so long, beside what else fits. At most ten minutes. */
  | { type: "delay"; milliseconds: number }
  /** `silence`: there is never an answer. */
  | { type: "silence" }
  /** `cut`, and for `content` `cut after 1000`: the connection is closed without a word; after so many octets. */
  | { type: "cut"; after: number }
  /** `strip`, for `starttls` alone: STARTTLS is not offered, and refused. */
  | { type: "strip" }
  /** `inject 250 fake`, for `starttls` alone: what a stranger on the line puts behind the 220. */
  | { type: "inject"; text: string };

/**
 * The rules of a setup. Throws `bad-input`, which names the line and the reason. The wasm has to be loaded: wait for
 * {@link loadPractice}, or for a {@link Practice}.
 *
 * @example
 * ```js
 * await loadPractice();
 * const rules = readSetup("recipient *@late.test: reply 451 4.2.1 try later");
 * ```
 */
export function readSetup(text: string): SetupRule[] {
  needLoaded();
  if (text.trim() === "") return [];
  throw new WsmtpError("bad-input", "line 1: setups are not read yet");
}

/**
 * The text of these rules, which {@link readSetup} gives back. Throws `bad-input`, which names the rule by its number as
 * a line. The wasm has to be loaded.
 *
 * @example
 * ```js
 * await loadPractice();
 * console.log(writeSetup([{ type: "security", security: "none" }]));
 * ```
 */
export function writeSetup(rules: readonly SetupRule[]): string {
  needLoaded();
  if (rules.length === 0) return "";
  throw new WsmtpError("bad-input", "line 1: setups are not written yet");
}
