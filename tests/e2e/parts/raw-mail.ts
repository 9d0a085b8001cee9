import type { Page } from "@playwright/test";
import type { Sandbox } from "./sandbox.js";

/** Delivers `source` as it stands, by hand, over the gateway's raw endpoint, from a page of its origin. */
export async function deliverRaw(page: Page, sandbox: Sandbox, source: string): Promise<void> {
  const secret = Buffer.from(`\0${sandbox.user}\0${sandbox.password}`).toString("base64");
  await page.evaluate(converse, [
    "EHLO by-hand.test",
    `AUTH PLAIN ${secret}`,
    `MAIL FROM:<mallory@${sandbox.domain}>`,
    `RCPT TO:<friend@${sandbox.domain}>`,
    "DATA",
    `${source.replaceAll("\n", "\r\n")}\r\n.`,
    "QUIT",
  ]);
}

/** Runs in the page: says one line after each reply, until the server hangs up. */
function converse(lines: string[]): Promise<void> {
  const socket = new WebSocket("/smtp/sandbox", "binary");
  socket.binaryType = "arraybuffer";
  let heard = "";
  return new Promise((resolve, reject) => {
    socket.addEventListener("message", ({ data }) => {
      heard += new TextDecoder().decode(data as ArrayBuffer);
      if (!/^\d{3} .*\r\n$/m.test(heard)) return;
      if (/^[45]/.test(heard)) reject(new Error(heard));
      heard = "";
      const line = lines.shift();
      if (line !== undefined) socket.send(new TextEncoder().encode(`${line}\r\n`));
    });
    socket.addEventListener("close", () => resolve());
  });
}
