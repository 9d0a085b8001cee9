import { compose } from "../compose/mail.js";
import type { Envelope, Message } from "../compose/message.js";
import type { Source, WireEnvelope, WireMail } from "../runtime/wire.js";
import type { SessionStart } from "./link.js";

/** A message with everything decided, fit to be sent. */
export interface Letter {
  mail: WireMail;
  sources: readonly Source[];
  envelope: Envelope;
  wire: WireEnvelope;
  messageId: string;
}

/** Decides everything about a mail. What no mail can hold is refused here, before anything is sent. */
export async function prepare(
  message: Message,
  { runtime, load }: Pick<SessionStart, "runtime" | "load" | "binary">,
  _signal: AbortSignal | undefined,
): Promise<Letter> {
  await load();
  const { letter, mail, sources } = await compose(message, runtime);
  const { envelope, wire, messageId } = letter;
  return { mail, sources, envelope, wire, messageId };
}
