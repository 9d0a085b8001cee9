import { createHmac, randomBytes } from "node:crypto";

/** What a token says beside who it is for and until when. */
export interface Claims {
  readonly sub?: string;
  readonly aud?: string;
  /** Seconds since 1970. */
  readonly exp?: number;
  /** What its bearer may do; without it, all that the gateway permits. */
  readonly wsmtp?: {
    readonly upstreams?: readonly string[];
    readonly senders?: readonly string[];
    readonly recipients?: number;
  };
}

/** Whoever makes the tokens for one gateway, with a key of their own. */
export class TokenMaker {
  readonly audience = "gateway.test";
  private readonly secret = randomBytes(32);

  /** The key as a JWK set (RFC 7517). */
  get keys(): object {
    const k = this.secret.toString("base64url");
    return { keys: [{ kty: "oct", kid: "e2e", alg: "HS256", k }] };
  }

  /** A token (RFC 7519) for ten minutes, unless the claims say otherwise. */
  make(claims: Claims = {}): string {
    const exp = Math.floor(Date.now() / 1000) + 600;
    const body = { sub: "ada", aud: this.audience, exp, ...claims };
    const signed = [{ alg: "HS256", typ: "JWT", kid: "e2e" }, body]
      .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
      .join(".");
    return `${signed}.${createHmac("sha256", this.secret).update(signed).digest("base64url")}`;
  }
}
