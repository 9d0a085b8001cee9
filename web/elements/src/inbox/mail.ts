import PostalMime from "postal-mime";
import type { Address, Email } from "postal-mime";
import type { TranscriptLine } from "wsmtp";
import type { Mailbox } from "./mailbox.js";

/** A file that can be saved from the page. */
export interface Download {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** A `blob:` address; valid until the mail is closed. */
  readonly href: string;
}

/** One opened mail: its source, what it says, its files, and the conversation that brought it. */
export class Mail {
  private constructor(
    readonly source: Download,
    readonly bytes: ArrayBuffer,
    readonly email: Email,
    readonly files: readonly Download[],
    readonly transcript: readonly TranscriptLine[],
  ) {}

  /** Fetches and parses mail `id`. Call {@link close} when it is no longer shown. */
  static async open(mailbox: Mailbox, id: number): Promise<Mail> {
    const [bytes, transcript] = await Promise.all([mailbox.source(id), mailbox.transcript(id)]);
    const email = await PostalMime.parse(bytes);
    const files = email.attachments.map(({ filename, content }, index) =>
      download(filename ?? `part-${index + 1}`, content),
    );
    return new Mail(download(`mail-${id}.eml`, bytes), bytes, email, files, transcript);
  }

  /** Gives the memory of the downloads back. */
  close(): void {
    for (const { href } of [this.source, ...this.files]) URL.revokeObjectURL(href);
  }
}

/** As plain bytes: opened instead of saved, a file of type `text/html` would be a page of this origin. */
function download(name: string, content: ArrayBuffer | Uint8Array | string): Download {
  const blob = new Blob([content as BlobPart], { type: "application/octet-stream" });
  return { name, size: blob.size, href: URL.createObjectURL(blob) };
}

/** Addresses as a person reads them: `Ada <ada@example.org>, team: bob@example.org`. */
export function formatAddresses(addresses: readonly Address[]): string {
  return addresses
    .map((one) => {
      if (one.group) return `${one.name}: ${formatAddresses(one.group)}`;
      return one.name === "" ? one.address : `${one.name} <${one.address}>`;
    })
    .join(", ");
}
