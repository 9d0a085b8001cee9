import { WsmtpError } from "wsmtp";
import type { Security } from "wsmtp";

/** How a mail server is secured, as people who run one write it down. */
export const SECURITY: Readonly<Record<Security, string>> = {
  implicit: "TLS from the start",
  starttls: "STARTTLS",
  none: "not encrypted",
};

/** The ports that servers secured so are usually at (RFC 8314, RFC 6409, RFC 5321). */
export const PORTS: Readonly<Record<Security, number>> = { implicit: 465, starttls: 587, none: 25 };

/** A name of at most 253 characters, an IPv4 address, or an IPv6 address with or without brackets. */
const HOST =
  /^(?:[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]{0,251}[\p{L}\p{N}_.])?|\[?[\da-f:.]*:[\da-f:.]*\]?)$/iu;

/** A mail server's name as somebody typed it. Throws `bad-input` where it is none. */
export function readHost(typed: string): string {
  const host = typed.trim();
  if (host === "") throw bad("the mail server has no name: write it as smtp.example.org");
  if (HOST.test(host)) return host.replace(/^\[|\]$/gu, "");
  throw bad(`${JSON.stringify(host)} is not a mail server's name: write it as smtp.example.org`);
}

/** A port as somebody typed it; the usual one where nothing was. Throws `bad-input` where it is none. */
export function readPort(typed: string, tls: Security): number {
  const text = typed.trim();
  if (text === "") return PORTS[tls];
  const port = Number(text);
  if (/^\d+$/u.test(text) && port >= 1 && port <= 65_535) return port;
  throw bad(`${JSON.stringify(text)} is not a port: write a number from 1 to 65535`);
}

/** Which of a host and a port, as they were typed, is none; empty where both are. */
export function wrongOf(host: string, port: string): "host" | "port" | "" {
  try {
    readHost(host);
  } catch {
    return "host";
  }
  try {
    readPort(port, "none");
  } catch {
    return "port";
  }
  return "";
}

function bad(words: string): WsmtpError {
  return new WsmtpError("bad-input", words);
}
