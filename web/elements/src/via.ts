import type { Security } from "wsmtp";
import { hasMembers } from "./members.js";
import type { Place } from "./place.js";

/** Which server a mail is to go by, and as whom; nothing that signs in there. */
export interface Via {
  /** As `keyOf` has it. */
  readonly server: string;
  /** Empty where nobody signs in, or nobody is named yet. */
  readonly user: string;
  /** Of another server, as they were typed. */
  readonly host: string;
  readonly port: string;
  readonly tls: Security;
}

/** A server that can be chosen: an upstream, another server, or the page's own. */
type Server =
  { readonly kind: "upstream"; readonly name: string } | { readonly kind: "host" | "page" };

/** A server as the value of an option, and as drafts keep it; upstreams' names hold no `@`. */
export function keyOf(server: Server): string {
  return server.kind === "upstream" ? server.name : `@${server.kind}`;
}

/** What leads to a place. */
export function viaOf(place: Place, user: string): Via {
  const none = { host: "", port: "", tls: "implicit" } as const;
  switch (place.kind) {
    case "page":
      return { server: keyOf(place), user: "", ...none };
    case "upstream":
      return { server: keyOf({ kind: "upstream", name: place.upstream }), user, ...none };
    case "host": {
      const { host, port, tls } = place;
      return { server: keyOf(place), user, host, port: String(port), tls };
    }
  }
}

/** What was kept of it; null for what is none. */
export function readVia(value: unknown): Via | null {
  if (!hasMembers(value, { server: "string", user: "string", host: "string", port: "string" })) {
    return null;
  }
  const tls = (["implicit", "starttls", "none"] as const).find((one) => one === value["tls"]);
  const [server = "", user = "", host = "", port = ""] = ["server", "user", "host", "port"].map(
    (name) => String(value[name]),
  );
  return tls === undefined ? null : { server, user, host, port, tls };
}
