import { WsmtpError } from "wsmtp";

/** One mail server that the gateway connects to. */
export interface Upstream {
  readonly name: string;
  readonly security: "implicit" | "starttls" | "none";
}

/** The practice mail server behind a demo gateway, and who may sign in to it. */
export interface Sandbox {
  readonly user: string;
  readonly password: string;
  readonly domain: string;
}

/** What `/gateway.json` says about the gateway that served the page. */
export interface GatewayInfo {
  readonly version: string;
  readonly upstreams: readonly Upstream[];
  readonly sandbox: Sandbox | null;
}

/** Asks the gateway at `base` what it offers. Rejects with a sentence that says what is wrong. */
export async function readGatewayInfo(base: URL): Promise<GatewayInfo> {
  const response = await fetch(new URL("gateway.json", base)).catch(() => {
    throw new WsmtpError(
      "gateway-down",
      `the gateway at ${base.host} does not answer: check that it is running`,
    );
  });
  if (!response.ok) {
    throw new WsmtpError(
      "gateway-down",
      `the gateway at ${base.host} answered ${response.status}: see its log`,
    );
  }
  return (await response.json()) as GatewayInfo;
}
