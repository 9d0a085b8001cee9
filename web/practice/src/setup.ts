import { WsmtpError } from "wsmtp";

import { readSetup as wasmRead, writeSetup as wasmWrite } from "../pkg/wsmtp_practice.js";
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
   * `offer: -pipelining size=1000 auth=clear`: what EHLO offers, beyond or below the usual. Each is one of
   * {@link EXTENSIONS} (`dsn`), one with a hyphen before it (`-dsn`: not offered), or `size=` so many octets (at most 25
   * MiB), `recipients=` so many (at most 100), `auth=clear` (AUTH without TLS), `auth=plain`, `auth=login` (the only way).
   */
  | { type: "offer"; offers: string[] }
  /** `line: slow 200/s`: octets that pass each way in a second, from 10 to 10 million. */
  | { type: "slow"; octetsPerSecond: number }
  /**
   * `line: bare-lf`: LF alone ends a line, as on servers that mails could be smuggled through; CHUNKING is not offered.
   */
  | { type: "bare-lf" }
  /**
   * `recipient *@late.test first 2: reply 451 4.2.1 try later`: something goes wrong. `pattern` is one address, or many
   * with one `*`, or `<>` for the null path; always `*` at {@link OTHER_STAGES}. `first`: only so many times in all, from 1
   * to 1000, or null. Delays that fit add up; of all else that fits, the first rule counts. A reply of 2yz at `auth` fits
   * only who gives the right password.
   */
  | {
      type: "fault";
      stage: FaultStage;
      pattern: string;
      first: number | null;
      action: FaultAction;
    };

/** What EHLO offers by one word, and a setup can switch on and off. */
export const EXTENSIONS = [
  ...(["pipelining", "8bitmime", "chunking", "binarymime", "smtputf8"] as const),
  ...(["enhancedstatuscodes", "limits", "dsn", "requiretls", "deliverby"] as const),
  ...(["futurerelease", "mt-priority", "rrvs", "vrfy"] as const),
] as const;

/** Stages with somebody whom a pattern can fit: an address, at `auth` a user name, at `vrfy` and `expn` what is asked for. */
export const ADDRESSED_STAGES = [
  ...(["auth", "sender", "recipient", "content", "verdict", "vrfy", "expn"] as const),
] as const;

/** Stages that are about nobody. */
export const OTHER_STAGES = [
  ...(["greeting", "ehlo", "helo", "starttls", "data"] as const),
  ...(["reset", "noop", "help", "quit", "unknown"] as const),
] as const;

/**
 * When a fault happens: in answer to a command; for `content`, within the mail; for `verdict`, at its end. `unknown` is
 * whatever is no command.
 */
export type FaultStage = (typeof ADDRESSED_STAGES | typeof OTHER_STAGES)[number];

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
  return told(() => wasmRead(text) as SetupRule[]);
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
  return told(() => wasmWrite(rules));
}

/** The wasm throws sentences. */
function told<T>(ask: () => T): T {
  needLoaded();
  try {
    return ask();
  } catch (thrown) {
    throw badSetup(thrown);
  }
}

/** What is thrown for a setup that cannot be read. */
export function badSetup(thrown: unknown): unknown {
  return typeof thrown === "string" ? new WsmtpError("bad-input", thrown) : thrown;
}
