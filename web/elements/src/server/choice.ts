import type { Security, TokenSource } from "wsmtp";
import { SANDBOX } from "../gateway.js";
import type { GatewayInfo, Sandbox, Upstream } from "../gateway.js";
import type { Place } from "../place.js";
import { readHost, readPort } from "./host.js";
import type { PracticeSource } from "./practice-server.js";

/** What a person can choose to send by. */
export type Choice =
  | { readonly kind: "upstream"; readonly name: string; readonly upstream: Upstream | undefined }
  | { readonly kind: "host" }
  | { readonly kind: "page" };

/** What is known of the servers that there are. */
export interface Servers {
  readonly info: GatewayInfo | undefined;
  /** The one upstream to send by; empty where the writer chooses. */
  readonly upstream: string;
  readonly token: TokenSource;
  readonly signedIn: boolean;
  readonly practice: PracticeSource | undefined;
}

/** What a server asks of the writer, beside the mail. */
export interface Needs {
  /** A user name and a password; without them the gateway signs in, nobody does, or the server is the page's own. */
  readonly account: boolean;
  /** A token, or perhaps one. */
  readonly token: boolean;
}

/** All choices, the likeliest first. */
export function choicesOf({ info, upstream, practice }: Servers): Choice[] {
  if (upstream !== "") {
    const known = info?.upstreams.find(({ name }) => name === upstream);
    return [{ kind: "upstream", name: upstream, upstream: known }];
  }
  const named = (info?.upstreams ?? []).map((one): Choice => ({
    kind: "upstream",
    name: one.name,
    upstream: one,
  }));
  return [
    ...named,
    ...(info ? [{ kind: "host" } as const] : []),
    ...(practice ? [{ kind: "page" } as const] : []),
  ];
}

/**
 * What is taken where the writer has chosen nothing: the likeliest, but not the page's own server, which keeps every mail, as long
 * as there may be a gateway.
 */
export function unaskedOf(servers: Servers, noGateway: boolean): Choice | undefined {
  const [first] = choicesOf(servers);
  return first?.kind === "page" && !noGateway ? undefined : first;
}

/** What the writer has to give for it. */
export function needsOf(choice: Choice, servers: Servers): Needs {
  const { token, signedIn } = servers;
  switch (choice.kind) {
    case "page":
      return { account: false, token: false };
    case "host":
      return { account: true, token: token === "" };
    case "upstream":
      return {
        account:
          !signedIn &&
          choice.upstream?.signed_in !== true &&
          sandboxOf(choice, servers)?.user !== null,
        token: token === "" && choice.upstream?.tokens === "required",
      };
  }
}

/** The gateway's sandbox, where the choice is that. */
export function sandboxOf(choice: Choice | undefined, { info }: Servers): Sandbox | undefined {
  const chosen = choice?.kind === "upstream" && choice.name === SANDBOX;
  return chosen ? (info?.sandbox ?? undefined) : undefined;
}

/** What was typed about a server that is behind the gateway. */
export interface Typed {
  readonly gateway: URL;
  readonly token: TokenSource;
  readonly host: string;
  readonly port: string;
  readonly tls: Security;
}

/** Where a choice leads. Throws `bad-input` where the host or the port is none. */
export function placeOf(
  choice: Pick<Choice & { kind: "upstream" }, "kind" | "name"> | { readonly kind: "host" },
  { gateway, token, host, port, tls }: Typed,
): Place {
  if (choice.kind === "upstream")
    return { kind: "upstream", gateway, upstream: choice.name, token };
  return { kind: "host", gateway, host: readHost(host), port: readPort(port, tls), tls, token };
}
