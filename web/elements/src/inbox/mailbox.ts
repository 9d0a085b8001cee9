import { WsmtpError } from "wsmtp";
import type { TranscriptLine } from "wsmtp";

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
    const response = await this.request("sandbox/messages");
    const mails = (await response.json()) as readonly MailSummary[];
    return [...mails].sort((a, b) => b.received - a.received || b.id - a.id);
  }

  /** A mail as it came through the tunnel, byte for byte. */
  async source(id: number): Promise<ArrayBuffer> {
    return (await this.request(`sandbox/messages/${id}`)).arrayBuffer();
  }

  /** The conversation that brought a mail. */
  async transcript(id: number): Promise<readonly TranscriptLine[]> {
    const response = await this.request(`sandbox/messages/${id}/transcript`);
    const lines = (await response.json()) as readonly StoredLine[];
    return lines.map(({ direction, text, at_ms }) => ({ direction, text, at: at_ms }));
  }

  /** Deletes every mail. */
  async clear(): Promise<void> {
    await this.request("sandbox/messages", "DELETE");
  }

  private async request(path: string, method: "GET" | "DELETE" = "GET"): Promise<Response> {
    const response = await fetch(new URL(path, this.base), { method }).catch(() => {
      throw new WsmtpError(
        "gateway-down",
        `the gateway at ${this.base.host} does not answer: check that it is running`,
      );
    });
    if (!response.ok) throw new WsmtpError("internal", refusal(response.status));
    return response;
  }
}

function refusal(status: number): string {
  return status === 404
    ? "this mail is not in the mailbox any more: reload the list"
    : `the gateway answered ${status}: see its log`;
}
