import { WsmtpError } from "wsmtp";

/** How the gateway is asked. */
interface Asking {
  readonly method?: "GET" | "PUT" | "DELETE";
  /** Text that is sent along. */
  readonly body?: string;
  /** What it means when there is nothing of that name. */
  readonly missing?: string;
}

/** There is nothing of the name that was asked for. */
export class Missing extends WsmtpError {}

/** How long an answer may take, in milliseconds: much longer than a gateway that works, and as long as a person waits for one. */
const PATIENCE = 10_000;

/** Characters of what a gateway says against what it was sent: a sentence. */
const MAX_REASON = 500;

/** The gateway that an element's attribute names; without one, where the page came from. */
export function gatewayAt(attribute: string): URL {
  if (!URL.canParse(attribute || ".", document.baseURI)) {
    throw new WsmtpError(
      "bad-input",
      `${JSON.stringify(attribute)} is not a gateway's address: write it as https://mail.example.org`,
    );
  }
  const base = new URL(attribute || ".", document.baseURI);
  if (!base.pathname.endsWith("/")) base.pathname += "/";
  return base;
}

/**
 * Asks the gateway at `base` for `path`. Rejects with a sentence that says what is wrong, also where no answer begins in ten
 * seconds; `bad-input` with what was sent. What an answer holds may be long, and take its time.
 */
export function ask(base: URL, path: string, asking: Asking = {}): Promise<Response> {
  return inTime((signal) => answer(base, path, asking, signal));
}

/** The same for JSON, which must be what `is` knows, and be there in that time. */
export function askJson<T>(
  base: URL,
  path: string,
  is: (value: unknown) => value is T,
  asking: Asking = {},
): Promise<T> {
  return inTime(async (signal) => {
    const response = await answer(base, path, asking, signal);
    const value: unknown = await response.json().catch(() => undefined);
    if (is(value)) return value;
    if (signal.aborted) throw silent(base);
    throw new WsmtpError(
      "protocol",
      `what ${base.host} answered for ${path} is not a wsmtp gateway's: check the address`,
    );
  });
}

async function answer(
  base: URL,
  path: string,
  asking: Asking,
  signal: AbortSignal,
): Promise<Response> {
  const { method = "GET", body = null, missing } = asking;
  const response = await fetch(new URL(path, base), { method, body, signal }).catch(() => {
    throw silent(base);
  });
  if (response.ok) return response;
  if (response.status === 400) {
    const reason = await response.text().catch(() => {
      throw silent(base);
    });
    throw new WsmtpError("bad-input", reason.slice(0, MAX_REASON).trim());
  }
  const words = `the gateway at ${base.host} answered ${response.status}: see its log`;
  if (response.status === 404) throw new Missing("internal", missing ?? words);
  throw new WsmtpError("internal", words);
}

function silent({ host }: URL): WsmtpError {
  return new WsmtpError(
    "gateway-down",
    `the gateway at ${host} does not answer: check that it is running`,
  );
}

async function inTime<T>(act: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), PATIENCE);
  try {
    return await act(late.signal);
  } finally {
    clearTimeout(timer);
  }
}
