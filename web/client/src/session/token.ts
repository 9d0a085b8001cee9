import { type ErrorCode } from "../error/code.js";
import { WsmtpError } from "../error/error.js";
import { reasonOf } from "../error/reason.js";
import { inTime } from "./in-time.js";

/** What a function that gets a token is told. */
export interface TokenRequest {
  /** Aborted when nobody waits for the token any more. */
  signal: AbortSignal;
}

/** Admission to a gateway: a token, or what gets one. A function is asked anew for each session, as tokens expire. */
export type TokenSource = string | ((request: TokenRequest) => string | Promise<string>);

/** What a function that gets an access token is told. */
export interface AccessTokenRequest extends TokenRequest {
  /** Who signs in. */
  user: string;
  /** The token that the function gave just before was refused: a new one is needed. */
  renew: boolean;
}

/**
 * An OAuth access token (RFC 6750), or what gets one. A function is asked for each sign-in, and once more,
 * with `renew`, where the server refuses what it gave.
 */
export type AccessTokenSource =
  string | ((request: AccessTokenRequest) => string | Promise<string>);

/** The token for one session; null where there is none. */
export async function freshToken(
  source: TokenSource | undefined,
  signal: AbortSignal,
): Promise<string | null> {
  if (typeof source !== "function") return checked(source ?? "") || null;
  const why = "this page could not get a token";
  return checked(await had(() => source({ signal }), { signal }, "token-missing", why)) || null;
}

/** The access token for one sign-in. */
export async function freshAccess(
  source: AccessTokenSource,
  request: AccessTokenRequest,
): Promise<string> {
  if (typeof source !== "function") return checked(source);
  const why = "this page could not get an access token to sign in with";
  return checked(await had(() => source(request), request, "sign-in-needed", why));
}

function checked(token: unknown): string {
  if (typeof token === "string") return token;
  throw new WsmtpError("bad-input", "what is given as a token is no text: give a string");
}

/** Passes on what the page's own errors say, and says of others what is missing. */
async function had(
  get: () => string | Promise<string>,
  { signal }: TokenRequest,
  code: ErrorCode,
  what: string,
): Promise<string> {
  try {
    return await inTime(get, signal);
  } catch (cause) {
    if (cause instanceof WsmtpError) throw cause;
    const message = `${what} (${reasonOf(cause)}): try again, or sign in to this site again`;
    throw new WsmtpError(code, message, { temporary: true, cause });
  }
}
