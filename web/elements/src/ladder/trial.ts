import { createTransport } from "wsmtp";
import type { Message, Session, TranscriptLine, Transport } from "wsmtp";
import type { SignIn } from "../sign-in.js";
import type { Conversation } from "../conversation.js";
import { type Place, wayTo } from "../place.js";
import type { Manner } from "./difference.js";

/** Lines kept of one trial; a mail that is sent to be looked at has some hundred. */
const MAX_LINES = 5_000;

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
  const lines: TranscriptLine[] = [];
  let transport: Transport | undefined;
  let session: Session | undefined;
  const told = (): Conversation => {
    const { tls, security } = session?.info ?? {};
    return { lines, tls: tls ?? undefined, security: security ?? undefined };
  };
  try {
    const auth = signIn && { user: signIn.user, pass: signIn.password };
    transport = createTransport({ ...wayTo(place), auth, ...manner });
    session = transport.connect();
    session.addEventListener("transcript", ({ detail }) => {
      if (lines.length < MAX_LINES) lines.push(detail);
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
