import PostalMime from "postal-mime";
import type { Address, Email } from "postal-mime";
import type { Conversation } from "../conversation.js";
import { readParts } from "./mime/part.js";
import type { Part } from "./mime/part.js";
import type { MailSource, MailSummary } from "./mail-source.js";

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
  private tree: Part | undefined;

  private constructor(
    readonly summary: MailSummary,
    readonly source: Download,
    readonly bytes: Uint8Array,
    readonly email: Email,
    readonly files: readonly Download[],
    readonly conversation: Conversation,
  ) {}

  /** Fetches and parses a mail. Call {@link close} when it is no longer shown. */
  static async open(source: MailSource, summary: MailSummary): Promise<Mail> {
    const { id } = summary;
    const [bytes, said] = await Promise.all([source.source(id), source.transcript(id)]);
    const email = await PostalMime.parse(bytes);
    const files = email.attachments.map(({ filename, content }, index) =>
      download(filename ?? `part-${index + 1}`, content),
    );
    const lines = said.map((line) => ({ ...line, meaning: "" }));
    const conversation = { lines, security: summary.security };
    const eml = download(`mail-${id}.eml`, bytes);
    return new Mail(summary, eml, bytes, email, files, conversation);
  }

  /** The parts of the mail, read when they are first asked for. */
  get parts(): Part {
    this.tree ??= readParts(this.bytes);
    return this.tree;
  }

  /** Gives the memory of the downloads back. */
  close(): void {
    for (const { href } of [this.source, ...this.files]) URL.revokeObjectURL(href);
  }
}

/** As plain bytes: opened instead of saved, a file of type `text/html` would be a page of this origin. */
export function asFile(content: ArrayBuffer | Uint8Array | string): Blob {
  return new Blob([content as BlobPart], { type: "application/octet-stream" });
}

function download(name: string, content: ArrayBuffer | Uint8Array | string): Download {
  const blob = asFile(content);
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
