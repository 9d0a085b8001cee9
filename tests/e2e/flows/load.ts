import type * as client from "../../../web/client/dist/index.js";

/** Puts the package at `window.wsmtp`, with a transport of these options. */
export async function load(options: client.TransportOptions): Promise<void> {
  const entry = "wsmtp";
  const wsmtp = (await import(entry)) as typeof client;
  window.wsmtp = { ...wsmtp, options, transport: wsmtp.createTransport(options) };
}
