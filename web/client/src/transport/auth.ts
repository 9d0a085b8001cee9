import { badInput } from "../compose/bad-input.js";
import type { SignIn } from "../runtime/wire.js";
import { type AccessTokenRequest, type AccessTokenSource, freshAccess } from "../session/token.js";

/** What to sign in with. `actAs` names somebody else to act for, where the server allows that. */
export type Auth = {
  /** Somebody else to act for. */
  actAs?: string | undefined;
} & (
  | {
      /** A password: SCRAM, CRAM-MD5, PLAIN or LOGIN. */
      type?: "login" | "LOGIN" | undefined;
      /** The user's name. */
      user: string;
      /** The password. */
      pass: string;
    }
  | {
      /** A token: OAUTHBEARER (RFC 7628) or XOAUTH2. */
      type: "OAuth2";
      /** The user's name. */
      user: string;
      /** The access token, or a function that gets one for each sign-in. */
      accessToken: AccessTokenSource;
    }
  | {
      /** As whom the server knows already (RFC 4422 appendix A). */
      type: "external";
    }
  | {
      /** As nobody, where the server takes guests (RFC 4505). */
      type: "anonymous";
      /** What the server may note of the guest. */
      trace?: string | undefined;
    }
);

/** Who signs in, with what does not change from one sign-in to the next. */
export interface SignInSource {
  signIn: SignIn;
  accessToken: AccessTokenSource | null;
}

/** What nodemailer's `auth` has and a page cannot. */
const SECRETS = [
  "clientId",
  "clientSecret",
  "refreshToken",
  "accessUrl",
  "privateKey",
  "serviceClient",
  "provisionCallback",
];

const NOBODY: SignIn = { user: "", pass: null, accessToken: null, trace: null, actAs: null };

/** Reads what a page wrote for `auth`. Throws `bad-input` where nothing in it shows who signs in. */
export function readAuth(auth: Auth | undefined): SignInSource | null {
  if (auth === undefined) return null;
  const given = { ...auth } as Record<string, unknown>;
  const secret = SECRETS.find((name) => given[name] !== undefined);
  if (secret !== undefined) {
    throw badInput(`auth.${secret} is a secret of the site's: give auth.accessToken as a function`);
  }
  const signIn: SignIn = { ...NOBODY, actAs: text(given, "actAs") };
  switch (given["type"] ?? "login") {
    case "external":
      return { signIn, accessToken: null };
    case "anonymous":
      return { signIn: { ...signIn, trace: text(given, "trace") ?? "" }, accessToken: null };
    case "OAuth2":
      return { signIn: { ...signIn, user: needed(given, "user") }, accessToken: access(given) };
    case "login":
    case "LOGIN":
      return {
        signIn: { ...signIn, user: needed(given, "user"), pass: needed(given, "pass") },
        accessToken: null,
      };
    default:
      throw badInput("auth.type is none that is known: give login, OAuth2, external or anonymous");
  }
}

/** The sign-in of one session. */
export async function freshSignIn(
  source: SignInSource | null,
  request: Omit<AccessTokenRequest, "user">,
): Promise<SignIn | null> {
  if (source === null || source.accessToken === null) return source?.signIn ?? null;
  const { user } = source.signIn;
  const accessToken = await freshAccess(source.accessToken, { user, ...request });
  return { ...source.signIn, accessToken };
}

function access(given: Record<string, unknown>): AccessTokenSource {
  const source = given["accessToken"];
  if (typeof source === "string" || typeof source === "function")
    return source as AccessTokenSource;
  throw badInput("nothing shows who signs in: give auth.accessToken a token or a function");
}

function text(given: Record<string, unknown>, name: string): string | null {
  const value = given[name];
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return value;
  throw badInput(`auth.${name} is no text: give a string`);
}

function needed(given: Record<string, unknown>, name: string): string {
  const value = text(given, name);
  if (value !== null) return value;
  throw badInput(`nothing shows who signs in: auth has no ${name}, so give one`);
}
