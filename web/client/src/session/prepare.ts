import { type Letter, type Message, readMessage } from "../compose/message.js";
import type { SessionStart } from "./link.js";

/**
 * Decides everything about a mail, and signs it where somebody is to (DKIM, RFC 6376). What no mail can hold is refused
 * here, before anything is sent.
 */
export async function prepare(
  message: Message,
  { runtime, load, binary }: Pick<SessionStart, "runtime" | "load" | "binary">,
  signal: AbortSignal | undefined,
): Promise<Letter> {
  const [letter] = await Promise.all([readMessage(message, { signal, binary }), load()]);
  const { dkim, mail, sources } = letter;
  await runtime.measure(mail);
  if (dkim === null) return letter;
  const value = await dkim(await runtime.compose(mail, sources));
  const field = { kind: "prepared", name: "DKIM-Signature", value } as const;
  return { ...letter, mail: { ...mail, header: [field, ...mail.header] } };
}
