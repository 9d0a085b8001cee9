import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { simpleParser } from "mailparser";
import type { ParsedMail } from "mailparser";
import type { Upstream } from "./gateway.js";
import { Part } from "./process.js";
import type { Manners } from "./process.js";

const PROGRAM = process.env["WSMTP_POSTFIX"] ?? "../../target/debug/postfix";

const MANNERS: Manners = { says: "stdout", ready: /^\{.*\}$/, endsBy: "end of input" };

/** What the program says of the server that it has started. */
export interface Report {
  readonly host: string;
  /** Port for STARTTLS. */
  readonly starttls: number;
  /** Port for TLS from the start. */
  readonly implicit: number;
  /** The certificate of its authority, a PEM file. */
  readonly ca: string;
  /** The name on its certificate. */
  readonly name: string;
  readonly user: string;
  readonly password: string;
  /** The folder of each address's mailbox. */
  readonly mailboxes: Readonly<Record<string, string>>;
}

/** A Postfix on loopback, with a certificate authority, a user, and a mailbox of its own. */
export class Postfix {
  private constructor(
    private readonly part: Part,
    readonly report: Report,
  ) {}

  static async start(): Promise<Postfix> {
    const part = await Part.start(PROGRAM, [], MANNERS);
    return new Postfix(part, JSON.parse(part.announcement[0]) as Report);
  }

  /** How a gateway reaches it, and whom it trusts in doing so. */
  get upstream(): Upstream {
    const { host, starttls, ca, name } = this.report;
    return { host, port: starttls, tls: "starttls", ca, server_name: name };
  }

  /** The mail of this subject in the mailbox of `address`, read by a parser that is not ours. */
  async stored(address: string, subject: string): Promise<ParsedMail> {
    let found: ParsedMail | undefined;
    // Postfix stores a mail soon after it has accepted it.
    await expect
      .poll(async () => {
        const mails = await this.mails(address);
        return (found = mails.find((mail) => mail.subject === subject));
      })
      .toBeDefined();
    if (!found) throw new Error(`no mail of the subject ${subject}`);
    return found;
  }

  stop(): Promise<void> {
    return this.part.stop();
  }

  private async mails(address: string): Promise<ParsedMail[]> {
    const folder = this.report.mailboxes[address] ?? "";
    const files = await readdir(folder).catch(() => []);
    return Promise.all(files.map(async (file) => simpleParser(await readFile(join(folder, file)))));
  }
}
