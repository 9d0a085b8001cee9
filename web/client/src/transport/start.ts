import type { EngineOptions } from "../runtime/wire.js";
import type { SessionStart } from "../session/link.js";
import { freshToken } from "../session/token.js";
import { freshSignIn, readAuth } from "./auth.js";
import type { TransportOptions } from "./options.js";
import { readPlace } from "./place.js";

/** What the transport has beside its options. */
type Around = Pick<SessionStart, "gateway" | "runtime" | "complete" | "load">;

/** What each session of a transport is made from. Throws `bad-input` where the options contradict each other. */
export function sessionStart(given: TransportOptions, around: Around): SessionStart {
  const { gateway } = around;
  const auth = readAuth(given.auth);
  const fixed: Omit<EngineOptions, "auth" | "token"> = {
    url: gateway.tunnel,
    ...readPlace(given),
    name: given.name ?? gateway.heloName,
    authMethod: given.authMethod ?? null,
    allowCleartextAuth: given.allowCleartextAuth ?? false,
    lmtp: given.lmtp ?? false,
    pipelining: given.pipelining ?? true,
    chunking: given.chunking ?? true,
    byHand: given.byHand ?? false,
  };
  return {
    ...around,
    options: async (renew, signal) => {
      const token = freshToken(given.token, signal);
      const signIn = freshSignIn(auth, { renew, signal });
      const [fresh, own] = await Promise.all([token, signIn]);
      return { ...fixed, token: fresh, auth: own };
    },
    renewable: typeof auth?.accessToken === "function",
    binary: given.binaryMime ?? false,
    requireTls: given.requireTLS ?? false,
    timeouts: {
      connection: given.connectionTimeout,
      greeting: given.greetingTimeout,
      socket: given.socketTimeout,
    },
  };
}
