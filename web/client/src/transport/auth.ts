import type { SignIn } from "../runtime/wire.js";
import { WsmtpError } from "../error/error.js";

/** What to sign in with. `actAs` names somebody else to act for, where the server allows that. */
export type Auth = { actAs?: string | undefined } & (
  | { type?: "login" | undefined; user: string; pass: string }
  | { type: "OAuth2"; user: string; accessToken: string }
  | { type: "external" }
  | { type: "anonymous"; trace?: string | undefined }
);

/** Reads what a page wrote for `auth`. Throws `bad-input` where nothing in it shows who signs in. */
export function readAuth(auth: Auth | undefined): SignIn | null {
  if (auth === undefined) return null;
  const actAs = auth.actAs ?? null;
  const nothing = { pass: null, accessToken: null, trace: null, actAs };
  if (auth.type === "external") return { user: "", ...nothing };
  if (auth.type === "anonymous") return { user: "", ...nothing, trace: auth.trace ?? "" };
  if ("accessToken" in auth) return { ...nothing, user: auth.user, accessToken: auth.accessToken };
  if ("pass" in auth) return { ...nothing, user: auth.user, pass: auth.pass };
  throw new WsmtpError("bad-input", "nothing shows who signs in: give auth a pass or accessToken");
}
