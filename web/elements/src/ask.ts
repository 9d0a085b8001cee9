import { WsmtpError } from "wsmtp";

/** How the gateway is asked. */
interface Asking {
  readonly method?: "GET" | "PUT" | "DELETE";
  /** Text that is sent along. */
  readonly body?: string;
  /** What it means when there is nothing of that name. */
  readonly missing?: string;
}

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

/** Asks the gateway at `base` for `path`. Rejects with a sentence that says what is wrong; `bad-input` with what was sent. */
export async function ask(base: URL, path: string, asking: Asking = {}): Promise<Response> {
  const { method = "GET", body = null, missing } = asking;
  const response = await fetch(new URL(path, base), { method, body }).catch(() => {
    throw new WsmtpError(
      "gateway-down",
      `the gateway at ${base.host} does not answer: check that it is running`,
    );
  });
  if (response.ok) return response;
  if (response.status === 400) {
    throw new WsmtpError("bad-input", (await response.text()).slice(0, MAX_REASON).trim());
  }
  if (response.status === 404 && missing !== undefined) throw new WsmtpError("internal", missing);
  throw new WsmtpError(
    "internal",
    `the gateway at ${base.host} answered ${response.status}: see its log`,
  );
}

/** The same for JSON, which must be what `is` knows. */
export async function askJson<T>(
  base: URL,
  path: string,
  is: (value: unknown) => value is T,
  asking: Asking = {},
): Promise<T> {
  const response = await ask(base, path, asking);
  const value: unknown = await response.json().catch(() => undefined);
  if (is(value)) return value;
  throw new WsmtpError(
    "protocol",
    `what ${base.host} answered for ${path} is not a wsmtp gateway's: check the address`,
  );
}
