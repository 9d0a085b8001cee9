import { hasMembers } from "../members.js";
import type { Place } from "../place.js";
import { nameOf } from "./account.js";
import type { Account } from "./account.js";

/** Where it is kept whose mails lie in this browser: places and users, never a password or a token. */
const KEY = "wsmtp-accounts";

/** More accounts than a person sends from; each costs a look into its outbox when a page opens. */
const MOST = 20;

/** Accounts whose mails may still wait in this browser, the latest first; without what signs them in. */
export function rememberedAccounts(): Account[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    if (!Array.isArray(stored)) return [];
    return stored.slice(0, MOST).flatMap((one: unknown) => readAccount(one) ?? []);
  } catch {
    return [];
  }
}

/** Notes that an account's mails may wait. A practice server in the page belongs to that page, which knows it. */
export function rememberAccount(account: Account): void {
  if (account.place.kind === "page") return;
  write([account, ...others(account)].slice(0, MOST));
}

/** Nothing of the account's waits any longer. */
export function forgetAccount(account: Account): void {
  write(others(account));
}

function others(account: Account): Account[] {
  const name = nameOf(account);
  return rememberedAccounts().filter((other) => nameOf(other) !== name);
}

function write(accounts: readonly Account[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(accounts.map(record)));
  } catch {
    // Where nothing can be stored, mails cannot be either.
  }
}

/** Field by field, so that no secret can slip in. */
function record({ place, user }: Account): object | null {
  if (place.kind === "page") return null;
  const { kind, gateway } = place;
  if (kind === "upstream") return { kind, gateway, upstream: place.upstream, user };
  return { kind, gateway, host: place.host, port: place.port, tls: place.tls, user };
}

function readAccount(value: unknown): Account | null {
  if (!hasMembers(value, { kind: "string", gateway: "string", user: "string" })) return null;
  const place = readPlace(value);
  return place === null ? null : { place, user: String(value["user"]), password: "" };
}

function readPlace(value: Record<string, unknown>): Place | null {
  const address = String(value["gateway"]);
  if (!URL.canParse(address)) return null;
  const gateway = new URL(address);
  if (hasMembers(value, { upstream: "string" })) {
    return { kind: "upstream", gateway, upstream: String(value["upstream"]), token: "" };
  }
  if (!hasMembers(value, { host: "string", port: "number", tls: "string" })) return null;
  const tls = (["implicit", "starttls", "none"] as const).find((one) => one === value["tls"]);
  if (tls === undefined) return null;
  const host = String(value["host"]);
  return { kind: "host", gateway, host, port: Number(value["port"]), tls, token: "" };
}
