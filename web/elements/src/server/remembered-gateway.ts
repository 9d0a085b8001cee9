import { SANDBOX, isGatewayInfo } from "../gateway.js";
import type { GatewayInfo } from "../gateway.js";

/** Where it is kept what the gateway offered that answered last. */
const KEY = "wsmtp-gateway";

/** Remembers what the gateway at `base` offers, for when there is no network; null where there is none. */
export function rememberGateway(base: URL, info: GatewayInfo | null): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ at: base.href, info: info && lasting(info) }));
  } catch {
    // Where nothing can be kept, mails cannot be either.
  }
}

/** What was there at `base` the last time; undefined where nothing is known of it. */
export function rememberedGateway(base: URL): GatewayInfo | null | undefined {
  try {
    const { at, info } = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Record<string, unknown>;
    if (at !== base.href) return undefined;
    return info === null || isGatewayInfo(info) ? info : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A demo's practice server is left out, and who signs in to it: passwords are not kept, and without the demo the page's practice
 * server is as good. A gateway that has nothing else is none to wait for.
 */
function lasting(info: GatewayInfo): GatewayInfo | null {
  if (!info.sandbox) return info;
  const upstreams = info.upstreams.filter(({ name }) => name !== SANDBOX);
  return upstreams.length === 0 ? null : { ...info, upstreams, sandbox: null };
}
