import { WsmtpError } from "../error/error.js";

/** Admission to a gateway: a token, or what gets one. A function is asked anew for each session, as tokens expire. */
export type TokenSource = string | (() => string | Promise<string>);

/** Whoever makes tokens does so in this time, in milliseconds: a person waits. */
const LIMIT = 30_000;

/** The token for one session; null where there is none. */
export async function freshToken(source: TokenSource | undefined): Promise<string | null> {
  const token = typeof source === "function" ? await inTime(source) : (source ?? "");
  if (typeof token !== "string") {
    throw new WsmtpError("bad-input", "what is given as a token is no text: give a string");
  }
  return token === "" ? null : token;
}

async function inTime(source: () => string | Promise<string>): Promise<string> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("nothing came for 30 seconds")), LIMIT);
  });
  try {
    return await Promise.race([source(), late]);
  } catch (cause) {
    if (cause instanceof WsmtpError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new WsmtpError(
      "token-missing",
      `this page could not get a token (${why}): try again, or sign in to this site again`,
      { temporary: true },
    );
  } finally {
    clearTimeout(timer);
  }
}
