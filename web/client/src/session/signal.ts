import { badInput, isRecord } from "../compose/bad-input.js";
import type { Message } from "../compose/message.js";

/** What stops a mail: the option, or else the message's own. Throws `bad-input` where either is none at all. */
export function signalOf(
  message: Message,
  options: { signal?: AbortSignal | undefined },
): AbortSignal | undefined {
  if (!isRecord(message)) throw badInput("the mail is none: give an object with from, to and text");
  if (!isRecord(options)) throw badInput("the options of a mail are none: give an object");
  const signal = options.signal ?? message.signal;
  if (signal === undefined || signal === null || signal instanceof AbortSignal) {
    return signal ?? undefined;
  }
  throw badInput("signal is none: give an AbortController's");
}
