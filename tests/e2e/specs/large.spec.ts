import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CDPSession, Page } from "@playwright/test";
import { load } from "../flows/load.js";
import { expect, test } from "../parts/fixtures.js";
import { Gateway } from "../parts/gateway.js";
import { KeepingServer } from "../parts/keeping-server.js";

const MIB = 1024 * 1024;
/** By how much the page's memory may grow meanwhile. */
const GROWTH = 8 * MIB;

/** Octets that the page holds: JavaScript's heap and buffers, and the memories of the wasms, which are two of the buffers. */
async function held(cdp: CDPSession): Promise<number> {
  await cdp.send("HeapProfiler.collectGarbage");
  const { usedSize, backingStorageSize = 0 } = (await cdp.send("Runtime.getHeapUsage")) as {
    usedSize: number;
    backingStorageSize?: number;
  };
  return usedSize + backingStorageSize;
}

function wasmMemory(page: Page): Promise<number> {
  return page.evaluate(async () => {
    await window.wsmtp.loadWasm();
    let octets = 0;
    for (const entry of ["/pkg/wsmtp_wasm.js", "/pkg/wsmtp_composer.js"]) {
      const glue = (await import(entry)) as {
        default: () => Promise<{ memory: WebAssembly.Memory }>;
      };
      octets += (await glue.default()).memory.buffer.byteLength;
    }
    return octets;
  });
}

/** The octets of the file as they stand in the kept mail, in base64 or as they are. */
function attached(mail: Buffer, raw: boolean): Buffer {
  const name = mail.indexOf("large.bin");
  const begin = mail.indexOf("\r\n\r\n", name) + 4;
  const end = mail.lastIndexOf("\r\n--", mail.length - 8);
  const part = mail.subarray(begin, end);
  return raw ? part : Buffer.from(part.toString("latin1"), "base64");
}

function sha256(octets: Buffer): string {
  return createHash("sha256").update(octets).digest("hex");
}

/** Runs in the page: puts there what a file is chosen with. */
function addInput(): void {
  document.body.append(Object.assign(document.createElement("input"), { type: "file" }));
}

for (const [size, how, offers, binaryMime] of [
  [100, "in base64", ["SIZE 500000000", "CHUNKING", "8BITMIME"], false],
  [20, "as they are", ["SIZE 500000000", "CHUNKING", "8BITMIME", "BINARYMIME"], true],
] as const) {
  test(`${size} MiB go out ${how}, and the page hardly grows`, async ({ page, site }) => {
    test.setTimeout(300_000);
    const folder = await mkdtemp(join(tmpdir(), "wsmtp-large-"));
    const octets = randomBytes(size * MIB);
    await writeFile(join(folder, "large.bin"), octets);
    const server = await KeepingServer.start(offers, join(folder, "mail.eml"));
    const upstream = { host: "127.0.0.1", port: server.port, tls: "none" } as const;
    const gateway = await Gateway.serving({ mail: upstream }, undefined, [site.origin]);
    try {
      await page.goto(site.origin);
      await page.evaluate(load, { gateway: gateway.url(), upstream: "mail", binaryMime });
      await page.evaluate(addInput);
      await page.setInputFiles("input", join(folder, "large.bin"));
      const wasmBefore = await wasmMemory(page);
      const cdp = await page.context().newCDPSession(page);
      const before = await held(cdp);
      const during: number[] = [];
      server.pauses = [0.1, 0.5, 0.9].map((part) => ({
        at: part * size * MIB,
        until: async () => void during.push(await held(cdp)),
      }));
      const { accepted, total } = await page.evaluate(async () => {
        const content = document.querySelector("input")?.files?.[0] ?? "";
        const mail = {
          from: "ada@page.test",
          to: "bob@keeping.test",
          text: "Here it is.",
          attachments: [{ content }],
        };
        let total = 0;
        const onProgress = (at: { total: number }): void => void (total = at.total);
        const info = await window.wsmtp.transport.sendMail(mail, { onProgress });
        return { accepted: info.accepted, total };
      });
      expect(accepted).toEqual(["bob@keeping.test"]);
      const grown = during.map((octets) => octets - before);
      expect(grown).toHaveLength(3);
      expect(Math.max(...grown)).toBeLessThanOrEqual(GROWTH);
      expect((await wasmMemory(page)) - wasmBefore).toBeLessThanOrEqual(GROWTH);

      const [mail] = server.mails;
      expect(mail?.command).toContain(` SIZE=${mail?.octets}`);
      expect(mail?.command.includes("BODY=BINARYMIME")).toBe(binaryMime);
      expect(total).toBe(mail?.octets);
      const kept = attached(await readFile(server.file), binaryMime);
      expect(sha256(kept)).toBe(sha256(octets));
    } finally {
      // A connection that is kept would hold up the gateway's end.
      await page.close();
      await gateway.stop();
      server.stop();
      await rm(folder, { recursive: true });
    }
  });
}
