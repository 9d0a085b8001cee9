import type { MailSource, MailSummary, SaidLine, Watch } from "./mail-source.js";
import { GONE, newestFirst } from "./mail-source.js";
import { ask, askJson } from "../ask.js";
import { hasMembers, isListOf } from "../members.js";

/** How often the list is looked at where no events come, in milliseconds: soon enough for a reader. */
const POLL = 5_000;

/** What the gateway tells of. */
const EVENTS = ["open", "delivered", "removed", "cleared", "missed"] as const;

interface StoredLine {
  readonly direction: "C" | "S";
  readonly text: string;
  readonly at_ms: number;
}

/** The mail that a demo gateway's sandbox keeps, as the gateway at `base` serves it. */
export class GatewayMails implements MailSource {
  readonly title = "The gateway’s practice server";

  constructor(private readonly base: URL) {}

  get name(): string {
    return this.base.href;
  }

  async list(): Promise<readonly MailSummary[]> {
    return newestFirst(await askJson(this.base, "sandbox/messages", isList));
  }

  async source(id: number): Promise<Uint8Array> {
    const response = await ask(this.base, `sandbox/messages/${id}`, { missing: GONE });
    return new Uint8Array(await response.arrayBuffer());
  }

  async transcript(id: number): Promise<readonly SaidLine[]> {
    const path = `sandbox/messages/${id}/transcript`;
    const lines = await askJson(this.base, path, isTranscript, { missing: GONE });
    return lines.map(({ direction, text, at_ms }) => ({ direction, text, at: at_ms }));
  }

  async remove(id: number): Promise<void> {
    await ask(this.base, `sandbox/messages/${id}`, { method: "DELETE", missing: GONE });
  }

  async clear(): Promise<void> {
    await ask(this.base, "sandbox/messages", { method: "DELETE" });
  }

  watch(signal: AbortSignal, watch: Watch): void {
    const events = new EventSource(new URL("sandbox/events", this.base));
    let poll: number | undefined;
    events.addEventListener("open", () => {
      clearInterval(poll);
      poll = undefined;
      watch.live(true);
    });
    // The browser asks again by itself, if it was not refused; until it is heard, one has to look.
    events.addEventListener("error", () => {
      poll ??= setInterval(() => watch.changed(), POLL);
      watch.live(false);
    });
    for (const name of EVENTS) events.addEventListener(name, () => watch.changed());
    signal.addEventListener("abort", () => {
      clearInterval(poll);
      events.close();
    });
  }
}

function isList(value: unknown): value is MailSummary[] {
  return isListOf(value, isSummary);
}

function isSummary(value: unknown): value is MailSummary {
  return hasMembers(value, {
    id: "number",
    received: "number",
    from: "string",
    to: "array",
    size: "number",
    subject: "string",
  });
}

function isTranscript(value: unknown): value is StoredLine[] {
  return isListOf(value, isLine);
}

function isLine(value: unknown): value is StoredLine {
  return hasMembers(value, { direction: "string", text: "string", at_ms: "number" });
}
