import { badInput, checkGiven, isRecord } from "../compose/bad-input.js";
import type { Message } from "../compose/message.js";

/** What stops something, by its options. Throws `bad-input` where the options or their signal are none. */
export function signalOf(options: { signal?: unknown }): AbortSignal | undefined {
  checkGiven(options);
  const { signal } = options;
  if (signal === undefined || signal === null) return undefined;
  if (signal instanceof AbortSignal) return signal;
  throw badInput("signal is none: give an AbortController's");
}

/** What stops a mail: the option, or else the message's own. Throws `bad-input` where either is none at all. */
export function signalFor(
  message: Message,
  options: { signal?: unknown },
): AbortSignal | undefined {
  if (!isRecord(message)) throw badInput("the mail is none: give an object with from, to and text");
  return signalOf(options) ?? signalOf(message);
}
