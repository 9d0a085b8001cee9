import { WsmtpError, createTransport } from "wsmtp";
import type { Progress, SentMessageInfo, Session, TlsReport, TranscriptLine } from "wsmtp";
import { gatewayAt } from "../ask.js";
import type { Draft } from "./draft.js";

/** How a delivery ended. */
export type Outcome =
  | { readonly kind: "accepted"; readonly info: SentMessageInfo }
  | { readonly kind: "failed"; readonly error: WsmtpError };

/** Who looks on while a mail is delivered, until `signal` is aborted, which also stops the mail. */
export interface Onlooker {
  readonly signal: AbortSignal;
  readonly progressed: (progress: Progress) => void;
  readonly said: (line: TranscriptLine) => void;
  readonly secured: (tls: TlsReport) => void;
}

/** Sends a draft through the gateway that an attribute names, in a session of its own, and tells how it ended. Never rejects. */
export async function deliver(gateway: string, draft: Draft, onlooker: Onlooker): Promise<Outcome> {
  const { signal, progressed, said, secured } = onlooker;
  let session: Session | undefined;
  try {
    session = connect(gateway, draft);
    session.addEventListener("transcript", ({ detail }) => said(detail), { signal });
    session.addEventListener("secured", ({ detail }) => secured(detail), { signal });
    const info = await session.sendMail(draft.message, { signal, onProgress: progressed });
    return { kind: "accepted", info };
  } catch (error) {
    return { kind: "failed", error: asWsmtpError(error) };
  } finally {
    // What became of the mail is known; nobody waits for the server's goodbye.
    if (signal.aborted) session?.close();
    else session?.quit().catch(() => session?.close());
  }
}

function connect(gateway: string, { upstream, user, password }: Draft): Session {
  if (user === "" && password !== "") {
    throw new WsmtpError("bad-input", "a password needs a user name: give one, or no password");
  }
  const auth = user === "" ? undefined : { user, pass: password };
  return createTransport({ gateway: gatewayAt(gateway), upstream, auth }).connect();
}

function asWsmtpError(error: unknown): WsmtpError {
  if (error instanceof WsmtpError) return error;
  const words = error instanceof Error ? error.message : String(error);
  return new WsmtpError("internal", `this page failed (${words}): reload it and send again`);
}
