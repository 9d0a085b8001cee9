import type { APIRequestContext } from "@playwright/test";
import type { Gateway } from "./gateway.js";

/** Who may sign in to a demo gateway's sandbox. */
export interface Sandbox {
  readonly user: string;
  readonly password: string;
  readonly domain: string;
}

/** Asks a demo gateway about its sandbox. */
export async function sandboxOf(request: APIRequestContext, demo: Gateway): Promise<Sandbox> {
  const about = (await (await request.get(demo.url("gateway.json"))).json()) as {
    sandbox: Sandbox;
  };
  return about.sandbox;
}
