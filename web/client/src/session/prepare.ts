import { type DkimSigner, type Letter, type Message, readMessage } from "../compose/message.js";
import { WsmtpError } from "../error/error.js";
import { caught } from "../error/failure.js";
import { reasonOf } from "../error/reason.js";
import { inTime } from "./in-time.js";
import type { SessionStart } from "./link.js";
import { unless } from "./stop.js";

/** For a wasm that is wanted for a check alone, in milliseconds: whoever stores a mail waits for it. */
const MOMENT = 5_000;

type Preparing = Pick<SessionStart, "complete" | "runtime" | "load" | "binary">;

/**
 * Decides everything about a mail, and signs it where somebody is to (DKIM, RFC 6376). What no mail can hold is refused
 * here, before anything is sent; so whatever is thrown here says that the mail was not.
 */
export function prepare(
  message: Message,
  start: Preparing,
  signal: AbortSignal | undefined,
): Promise<Letter> {
  return decided(message, start, signal).catch((cause: unknown) => {
    throw caught(cause);
  });
}

async function decided(
  message: Message,
  { complete, runtime, load, binary }: Preparing,
  signal: AbortSignal | undefined,
): Promise<Letter> {
  const reading = readMessage(complete(message), { signal, binary }).catch((cause: unknown) => {
    throw notComposed("the mail could not be composed", cause, false);
  });
  const [letter] = await Promise.all([reading, load()]);
  const { dkim, wire, mail, sources } = letter;
  await runtime.measure(wire, mail);
  if (dkim === null) return letter;
  const whole = await runtime.compose(mail, sources);
  const value = await signed(dkim, whole, signal ?? new AbortController().signal);
  const field = { kind: "prepared", name: "DKIM-Signature", value } as const;
  return { ...letter, mail: { ...mail, header: [field, ...mail.header] } };
}

/**
 * Refuses what `prepare` would refuse of this mail, without a signature. Where the wasm is not at hand in a moment, as
 * offline, what it alone finds is left to the sending.
 */
export async function check(
  message: Message,
  { complete, runtime, binary }: Preparing,
): Promise<void> {
  const { wire, mail } = await readMessage(complete(message), { binary });
  const measuring = runtime.load().then(() => runtime.measure(wire, mail));
  await unless(AbortSignal.timeout(MOMENT), measuring).catch((error: unknown) => {
    if (caught(error).code === "bad-input") throw error;
  });
}

/** A signer is a page's own, and often asks a server: where it fails, it may do better later. */
async function signed(dkim: DkimSigner, mail: Blob, signal: AbortSignal): Promise<string> {
  try {
    return await inTime(() => dkim(mail, { signal }), signal);
  } catch (cause) {
    throw notComposed("the mail could not be signed by the page's dkim", cause, true);
  }
}

function notComposed(what: string, cause: unknown, temporary: boolean): WsmtpError {
  if (cause instanceof WsmtpError) return cause;
  const why = reasonOf(cause);
  const message = `${what}, and was not sent (${why}): ${temporary ? "try again" : "correct it"}`;
  return new WsmtpError("bad-input", message, { temporary, cause });
}
