import { WsmtpError, createTransport } from "wsmtp";
import type {
  Progress,
  SentMessageInfo,
  Session,
  TlsReport,
  TokenSource,
  TranscriptLine,
} from "wsmtp";
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

/** The gateway that a mail goes through: what the element's attributes and properties say of it. */
export interface Way {
  readonly gateway: string;
  /** Empty where the writer gives it. */
  readonly token: TokenSource;
}

/** Sends a draft in a session of its own, and tells how it ended. Never rejects. */
export async function deliver(way: Way, draft: Draft, onlooker: Onlooker): Promise<Outcome> {
  const { signal, progressed, said, secured } = onlooker;
  let session: Session | undefined;
  try {
    session = connect(way, draft);
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

function connect(way: Way, { upstream, user, password, ...draft }: Draft): Session {
  if (user === "" && password !== "") {
    throw new WsmtpError("bad-input", "a password needs a user name: give one, or no password");
  }
  const auth = user === "" ? undefined : { user, pass: password };
  const token = way.token === "" ? draft.token : way.token;
  return createTransport({ gateway: gatewayAt(way.gateway), upstream, auth, token }).connect();
}

function asWsmtpError(error: unknown): WsmtpError {
  if (error instanceof WsmtpError) return error;
  const words = error instanceof Error ? error.message : String(error);
  return new WsmtpError("internal", `this page failed (${words}): reload it and send again`);
}
