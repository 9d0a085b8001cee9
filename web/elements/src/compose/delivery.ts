import { WsmtpError, createTransport } from "wsmtp";
import type { SendOptions, SentMessageInfo } from "wsmtp";
import type { Draft } from "./draft.js";

/** How a delivery ended. */
export type Outcome =
  | { readonly kind: "accepted"; readonly info: SentMessageInfo }
  | { readonly kind: "failed"; readonly error: WsmtpError };

/** Sends a draft through the gateway in a session of its own, and tells how it ended. Never rejects. */
export async function deliver(gateway: URL, draft: Draft, options: SendOptions): Promise<Outcome> {
  const transport = createTransport({
    gateway: gateway.href,
    upstream: draft.upstream,
    ...(draft.user === "" ? {} : { auth: { user: draft.user, pass: draft.password } }),
  });
  try {
    return { kind: "accepted", info: await transport.sendMail(draft.message, options) };
  } catch (error) {
    return { kind: "failed", error: asWsmtpError(error) };
  } finally {
    transport.close();
  }
}

function asWsmtpError(error: unknown): WsmtpError {
  if (error instanceof WsmtpError) return error;
  const words = error instanceof Error ? error.message : String(error);
  return new WsmtpError("internal", `this page failed (${words}): reload it and send again`);
}
