import type { Runtime, Source, WireMail } from "../runtime/wire.js";
import { type Letter, type Message, readMessage } from "./message.js";

/** A letter, and the mail that it becomes. */
export interface ComposedMail {
  letter: Letter;
  mail: WireMail;
  sources: readonly Source[];
}

/** Composes a message; what cannot stand in a mail is refused here, before anything is sent. */
export async function compose(message: Message, runtime: Runtime): Promise<ComposedMail> {
  const letter = await readMessage(message);
  await runtime.load();
  await runtime.measure(letter.mail);
  return { letter, mail: letter.mail, sources: letter.sources };
}
