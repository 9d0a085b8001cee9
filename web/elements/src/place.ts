import type { Security, TokenSource, TransportOptions, WebSocketConstructor } from "wsmtp";

/** Where SMTP is spoken to. */
export type Place =
  /** A practice server within the page: nothing leaves it. */
  | { readonly kind: "page"; readonly webSocket: WebSocketConstructor }
  /** A server that the gateway's operator has named. */
  | {
      readonly kind: "upstream";
      readonly gateway: URL;
      readonly upstream: string;
      readonly token: TokenSource;
    }
  /** Any server that the gateway's operator permits. */
  | {
      readonly kind: "host";
      readonly gateway: URL;
      readonly host: string;
      readonly port: number;
      readonly tls: Security;
      readonly token: TokenSource;
    };

/** The gateway's address in a page that has the practice server itself; never resolved. */
const NOWHERE = "https://sandbox.test";

/** What a transport has to be told to get there. */
export function wayTo(place: Place): TransportOptions {
  switch (place.kind) {
    case "page":
      return {
        ...{ gateway: NOWHERE, upstream: "sandbox", webSocket: place.webSocket },
        // What is said within the page goes over no network, so there is nobody to hear it.
        allowCleartextAuth: true,
      };
    case "upstream": {
      const { gateway, upstream, token } = place;
      return { gateway, upstream, token };
    }
    case "host": {
      const { gateway, host, port, tls, token } = place;
      return { gateway, host, port, tls, token };
    }
  }
}
