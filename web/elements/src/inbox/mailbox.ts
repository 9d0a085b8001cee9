import type { TranscriptLine } from "wsmtp";
import { ask, askJson, hasMembers, isListOf } from "../ask.js";

/** One mail in the sandbox's list. */
export interface MailSummary {
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly received: number;
  readonly from: string;
  readonly to: readonly string[];
  /** Bytes. */
  readonly size: number;
  readonly subject: string;
}

interface StoredLine {
  readonly direction: "C" | "S";
  readonly text: string;
  readonly at_ms: number;
}

/** The sandbox's mailbox, as the gateway at `base` serves it. Each request rejects with a sentence. */
export class Mailbox {
  constructor(private readonly base: URL) {}

  /** Every mail, newest first. */
  async list(): Promise<readonly MailSummary[]> {
    const mails = await askJson(this.base, "sandbox/messages", isList);
    return mails.sort((a, b) => b.received - a.received || b.id - a.id);
  }

  /** A mail as it came through the tunnel, byte for byte. */
  async source(id: number): Promise<ArrayBuffer> {
    return (await ask(this.base, `sandbox/messages/${id}`, { missing: GONE })).arrayBuffer();
  }

  /** The conversation that brought a mail. */
  async transcript(id: number): Promise<readonly TranscriptLine[]> {
    const path = `sandbox/messages/${id}/transcript`;
    const lines = await askJson(this.base, path, isTranscript, { missing: GONE });
    return lines.map(({ direction, text, at_ms }) => ({ direction, text, meaning: "", at: at_ms }));
  }

  /** Deletes every mail. */
  async clear(): Promise<void> {
    await ask(this.base, "sandbox/messages", { method: "DELETE" });
  }
}

const GONE = "this mail is not in the mailbox any more: reload the list";

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
