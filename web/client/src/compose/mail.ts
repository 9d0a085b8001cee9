import { type Letter, type Message, readMessage } from "./message.js";
import type { Runtime, Source, WireMail } from "../runtime/wire.js";
import { scan } from "./scan.js";

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
  const { parts, raw, envelope: _, wire: __, ...header } = letter;
  if (raw !== null) {
    const body = { kind: "raw", source: 0, length: raw.length, ...scan(raw, letter.wire.body) };
    const mail = { header: [], body, seed: letter.messageId } as WireMail;
    return { letter, mail, sources: [raw] };
  }
  const mail = { letter: { ...header, files: parts } } as unknown as WireMail;
  await runtime.measure(mail);
  return { letter, mail, sources: [] };
}
