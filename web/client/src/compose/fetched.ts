import { WsmtpError, cancelled } from "../error/error.js";
import { badInput } from "./bad-input.js";
import { fromBase64 } from "./encoding.js";
import { Listening } from "./silence.js";
import { readStream } from "./stream.js";
import { parsedUrl } from "./url.js";

/** What an address led to. */
export interface Fetched {
  bytes: Blob | Uint8Array;
  /** What a `data:` address says of itself; empty for the others. */
  type: string;
  /** What stands behind the address's last slash; empty where nothing does. */
  name: string;
}

/** Where a page may look something up: not in files of the machine. */
const SCHEMES = ["http:", "https:", "data:", "blob:"];

/**
 * Gets what stands at an address. The page's Content-Security-Policy and the other site's CORS decide whether a browser
 * may; `data:` is read here, as policies forbid to fetch it.
 */
export async function fetchContent(
  field: string,
  href: string | URL,
  headers: Readonly<Record<string, string>> | undefined,
  signal: AbortSignal | undefined,
): Promise<Fetched> {
  const text = String(href);
  if (isDataUrl(text)) return readDataUrl(field, text);
  const url = resolve(field, text);
  const response = await get(field, url, headers, signal);
  if (!response.ok) {
    await response.body?.cancel();
    throw unreachable(field, url, `status ${response.status}`, response.status >= 500);
  }
  const { body } = response;
  const bytes = body === null ? new Uint8Array() : await readStream(field, body, signal);
  return { bytes, type: "", name: lastPiece(text) };
}

/** Whether an address holds the content itself: nothing is fetched then. */
export function isDataUrl(href: string | URL): boolean {
  return /^data:/i.test(String(href));
}

/** `data:[type][;base64],content` (RFC 2397). */
function readDataUrl(field: string, text: string): Fetched {
  const comma = text.indexOf(",");
  if (comma < 0)
    throw badInput(`${field} is a data: address without a comma: check where it comes from`);
  const about = text.slice("data:".length, comma);
  const type = about.replace(/;\s*base64\s*$/i, "");
  const content = text.slice(comma + 1);
  const bytes = type === about ? percentDecoded(content) : fromBase64(field, unescaped(content));
  const named = type.startsWith(";") ? `text/plain${type}` : type || "text/plain";
  return { bytes, type: named, name: "" };
}

/** Without query and fragment. */
function lastPiece(href: string): string {
  return href.replace(/[?#].*$/s, "").replace(/^.*[/\\]/s, "");
}

/** Octets; a `%` that begins no escape stands for itself (WHATWG URL, percent-decode). */
function percentDecoded(text: string): Uint8Array {
  const octets = new TextEncoder().encode(text);
  const decoded = new Uint8Array(octets.length);
  let length = 0;
  for (let at = 0; at < octets.length; at++) {
    const escape = octets[at] === 0x25 && escaped(octets.subarray(at + 1, at + 3));
    decoded[length++] = escape === false ? (octets[at] ?? 0) : escape;
    if (escape !== false) at += 2;
  }
  return decoded.slice(0, length);
}

function escaped(digits: Uint8Array): number | false {
  const text = String.fromCharCode(...digits);
  return /^[\da-f]{2}$/i.test(text) && Number.parseInt(text, 16);
}

function unescaped(text: string): string {
  return text.includes("%") ? new TextDecoder().decode(percentDecoded(text)) : text;
}

/** Relative addresses are the page's. */
function resolve(field: string, text: string): URL {
  const base = globalThis.document?.baseURI ?? globalThis.location?.href;
  const url = parsedUrl(text, base);
  if (url !== null && SCHEMES.includes(url.protocol)) return url;
  throw badInput(
    `${field} is no address that can be fetched: begin it with https:, data: or blob:, or give the content itself`,
  );
}

async function get(
  field: string,
  url: URL,
  headers: Readonly<Record<string, string>> | undefined,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const listening = new Listening(signal);
  try {
    return await fetch(url, { headers: headers ?? {}, signal: listening.signal });
  } catch {
    if (signal?.aborted === true) throw cancelled();
    // The reason may quote the address with its secrets; browsers give none anyway.
    throw unreachable(field, url, "no answer, or not for this page", true);
  } finally {
    listening.end();
  }
}

/** Names the address without what may be secret in it: user, password, query and fragment. */
function unreachable(field: string, url: URL, why: string, temporary: boolean): WsmtpError {
  const place = url.protocol === "blob:" ? "blob:" : url.origin + url.pathname;
  return new WsmtpError(
    "bad-input",
    `${field} could not be fetched from ${place} (${why}): see that it is there, or attach a copy`,
    { temporary },
  );
}
