import { caught } from "../error/failure.js";
import { json } from "./json.js";
import { type Letter, type Message, readMessage } from "./message.js";
import { type LoadWasm, Mail } from "../runtime/wasm.js";

/** A letter and its bytes, which lie in the wasm. */
export interface ComposedMail {
  letter: Letter;
  mail: Mail;
}

/** Composes a message; what cannot stand in a mail is refused here, before anything is sent. */
export async function compose(message: Message, load: LoadWasm): Promise<ComposedMail> {
  const letter = await readMessage(message);
  await load();
  const { parts, raw, envelope: _, wire: __, ...header } = letter;
  if (raw !== null) return { letter, mail: Mail.raw(raw) };
  const files = parts.map(({ filename, contentType, cid }) => ({ filename, contentType, cid }));
  const bytes = parts.map((part) => part.bytes);
  try {
    return { letter, mail: Mail.compose(json({ ...header, files }), bytes) };
  } catch (thrown) {
    throw caught(thrown);
  }
}
