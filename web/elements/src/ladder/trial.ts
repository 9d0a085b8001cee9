import { createTransport } from "wsmtp";
import type { Message, Session, Transport } from "wsmtp";
import type { SignIn } from "../sign-in.js";
import type { Conversation } from "../conversation.js";
import { KeptLines } from "../kept-lines.js";
import { type Place, wayTo } from "../place.js";
import type { Manner } from "./difference.js";

/** What was said when a mail was sent, and what went wrong, if anything did. */
export interface Trial {
  readonly conversation: Conversation;
  readonly error: unknown;
}

/** Sends a mail in a session of its own. Never rejects. */
export async function tryOut(
  place: Place,
  signIn: SignIn | undefined,
  message: Message,
  manner: Manner,
  signal: AbortSignal,
): Promise<Trial> {
  const kept = new KeptLines();
  let transport: Transport | undefined;
  let session: Session | undefined;
  const told = (): Conversation => {
    const { tls, security } = session?.info ?? {};
    const { lines, missing } = kept;
    return { lines, missing, ended: true, tls: tls ?? undefined, security: security ?? undefined };
  };
  try {
    const auth = signIn && { user: signIn.user, pass: signIn.password };
    transport = createTransport({ ...wayTo(place), auth, ...manner });
    session = transport.connect();
    session.addEventListener("transcript", ({ detail }) => {
      kept.add(detail);
    });
    await session.sendMail(message, { signal });
    await session.quit({ signal });
    return { conversation: told(), error: undefined };
  } catch (error) {
    return { conversation: told(), error };
  } finally {
    session?.close();
    transport?.close();
  }
}
