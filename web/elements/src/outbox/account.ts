import { WsmtpError, createTransport } from "wsmtp";
import type { TokenSource, Transport } from "wsmtp";
import { wayTo } from "../place.js";
import type { Place } from "../place.js";

/** Where mails go, and as whom. The password is in memory alone. */
export interface Account {
  readonly place: Place;
  /** Empty where nobody signs in, or the gateway does. */
  readonly user: string;
  /** Empty where the person has not given it yet, as after a reload: mails then wait for it. */
  readonly password: string;
}

/** What a person gives so that mails that are held can go out. */
export interface Secret {
  readonly password?: string;
  /** Admission to the gateway. */
  readonly token?: string;
}

/** What tells one account's outbox from another's: where mails go and as whom, without a secret. */
export function nameOf({ place, user }: Account): string {
  return JSON.stringify([...whereTo(place), user]);
}

function whereTo(place: Place): readonly (string | number)[] {
  switch (place.kind) {
    case "page":
      return ["page"];
    case "upstream":
      return ["upstream", place.gateway.href, place.upstream];
    case "host":
      return ["host", place.gateway.href, place.host, place.port, place.tls];
  }
}

/** Where mails go, in words; what is in them may be a stranger's. */
export function placeName(place: Place): string {
  switch (place.kind) {
    case "page":
      return "the practice server in this page";
    case "upstream":
      return `${place.upstream} at ${place.gateway.host}`;
    case "host":
      return `${place.host}:${place.port}, through ${place.gateway.host}`;
  }
}

/** Whether a mail cannot go out before the person has given the password. */
export function isLocked({ user, password }: Account): boolean {
  return user !== "" && password === "";
}

/** The same account with what the person has given. */
export function unlocked(account: Account, { password, token }: Secret): Account {
  const { place } = account;
  return {
    ...account,
    password: password ?? account.password,
    place: token === undefined || place.kind === "page" ? place : { ...place, token },
  };
}

/** The way to the account's server. Throws `bad-input` where there can be none. */
export function transportFor(account: Account): Transport {
  const { place, user, password } = account;
  if (user === "" && password !== "") {
    throw new WsmtpError("bad-input", "a password needs a user name: give one, or no password");
  }
  const way = wayTo(place);
  // It is asked before there is a connection: the server sees no sign-in that must fail.
  if (isLocked(account)) return createTransport({ ...way, token: askFor(user) });
  const auth = user === "" ? undefined : { user, pass: password };
  return createTransport({ ...way, auth });
}

function askFor(user: string): TokenSource {
  return () => {
    throw new WsmtpError(
      "sign-in-needed",
      `passwords are not stored, and this page has not been given that of ${user} yet: give it, and the mail goes out`,
    );
  };
}
