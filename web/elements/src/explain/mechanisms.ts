/** How one can sign in, by the names that AUTH has for it. */
const MECHANISMS: Readonly<Record<string, string>> = {
  PLAIN: "user and password at once, in base64, which hides nothing (RFC 4616)",
  LOGIN: "the server asks for the user, then for the password; older than PLAIN, and as open",
  "CRAM-MD5": "the password itself is not sent, but an old digest of it with what the server says",
  "SCRAM-SHA-1": "the password is proven and never sent (RFC 5802)",
  "SCRAM-SHA-256": "the password is proven and never sent (RFC 7677)",
  XOAUTH2: "a token in place of the password",
  OAUTHBEARER: "a token in place of the password (RFC 7628)",
  EXTERNAL: "the server knows already who this is, by the client's certificate, for instance",
  ANONYMOUS: "as nobody, where the server takes guests (RFC 4505)",
};

/** What a mechanism does; undefined where none is known by this name. */
export function mechanismOf(name: string): string | undefined {
  const key = name.toUpperCase();
  return Object.hasOwn(MECHANISMS, key) ? MECHANISMS[key] : undefined;
}
