import type { Security } from "wsmtp";
import { Missing, askJson } from "./ask.js";
import { hasMembers, isListOf } from "./members.js";

/** One mail server that the gateway connects to. */
export interface Upstream {
  readonly name: string;
  readonly security: Security;
  /** Whether a page needs a token to get there. */
  readonly tokens: "required" | "none";
  /** Whether the gateway signs in there by itself. */
  readonly signed_in: boolean;
}

/** The practice mail server behind a demo gateway, and who may sign in to it: null where its setup has nobody do so. */
export interface Sandbox {
  readonly user: string | null;
  readonly password: string | null;
  readonly domain: string;
}

/** What `/gateway.json` says about the gateway that served the page. */
export interface GatewayInfo {
  readonly version: string;
  readonly upstreams: readonly Upstream[];
  readonly sandbox: Sandbox | null;
}

/** The name of the upstream that a demo gateway's sandbox is behind. */
export const SANDBOX = "sandbox";

/** Asks the gateway at `base` what it offers. Rejects with a sentence that says what is wrong. */
export function readGatewayInfo(base: URL): Promise<GatewayInfo> {
  return askJson(base, "gateway.json", isGatewayInfo);
}

/** The same; null where there is no gateway, as a host of static files has none. */
export async function findGateway(base: URL): Promise<GatewayInfo | null> {
  try {
    return await readGatewayInfo(base);
  } catch (error) {
    if (error instanceof Missing) return null;
    throw error;
  }
}

/** An address to write from at a sandbox. */
export function addressIn({ user, domain }: Sandbox): string {
  const name = user ?? "demo";
  return name.includes("@") ? name : `${name}@${domain}`;
}

/** Whether a value is what a gateway says of itself. */
export function isGatewayInfo(value: unknown): value is GatewayInfo {
  return (
    hasMembers(value, { version: "string", upstreams: "array" }) &&
    isListOf(value["upstreams"], isUpstream) &&
    (value["sandbox"] === null || isSandbox(value["sandbox"]))
  );
}

function isUpstream(value: unknown): value is Upstream {
  return (
    hasMembers(value, { name: "string", signed_in: "boolean" }) &&
    ["implicit", "starttls", "none"].includes(String(value["security"])) &&
    ["required", "none"].includes(String(value["tokens"]))
  );
}

function isSandbox(value: unknown): value is Sandbox {
  return (
    hasMembers(value, { domain: "string" }) &&
    [value["user"], value["password"]].every((one) => one === null || typeof one === "string")
  );
}
