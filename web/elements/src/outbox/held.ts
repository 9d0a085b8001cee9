import type { ErrorCode, OutboxEntry } from "wsmtp";

/** Why mails are held that go out as soon as somebody signs in. */
const SIGN_IN: readonly ErrorCode[] = ["sign-in-needed", "wrong-password"];

/** The same for whoever is not admitted to the gateway. */
const ADMISSION: readonly ErrorCode[] = ["token-missing", "token-expired", "token-refused"];

/** What a mail is held for that a person can give at once: the account's password, or a token for the gateway. */
export function heldFor({ state, error }: OutboxEntry): "password" | "token" | null {
  if (state !== "held" || error === null) return null;
  if (SIGN_IN.includes(error.code)) return "password";
  return ADMISSION.includes(error.code) ? "token" : null;
}
