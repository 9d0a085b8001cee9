import type { Place } from "../place.js";

/** Who stands at the head of a ladder, and how the page's way to the gateway is secured. */
export interface Parties {
  readonly page: string;
  readonly gateway: string;
  readonly server: string;
  /** `wss`: by TLS; `ws`: not, as on one's own machine; `none`: all of it is within the page. */
  readonly web: "wss" | "ws" | "none";
}

/** Who speaks where SMTP is spoken to `place`; without one, through the gateway that served the page. */
export function partiesAt(place: Place | undefined, base: string): Parties {
  const names = { page: "Page", gateway: "Gateway", server: "Mail server" };
  if (place?.kind === "page") return { ...names, server: "Practice server", web: "none" };
  const gateway = place?.gateway ?? new URL(base);
  return { ...names, web: gateway.protocol === "https:" ? "wss" : "ws" };
}
