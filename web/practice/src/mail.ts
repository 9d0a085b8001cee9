import { decodeWords } from "postal-mime";
import type { Security } from "wsmtp";

/** A mail that the server took, as a list shows it: the same fields as those of a gateway's sandbox. */
export interface MailSummary {
  /** Its number, never used again. */
  id: number;
  /** The session that it came in: mails of one session have the same. */
  session: number;
  /** Milliseconds since 1970. */
  received: number;
  /** The reverse path; empty for the null path. */
  from: string;
  /** The recipients that were accepted. */
  to: string[];
  /** Octets of the whole mail. */
  size: number;
  /** Decoded; empty where there is none. */
  subject: string;
  /** How the connection was secured on which it came. */
  security: Security;
}

/** One line of a conversation. */
export interface SaidLine {
  /** `C`: the page's; `S`: the server's. */
  direction: "C" | "S";
  /** The line, without its end; passwords are `***`. */
  text: string;
  /** Milliseconds since the session began. */
  at: number;
}

/** A mail with all that is kept of it. */
export interface Mail extends MailSummary {
  content: Uint8Array<ArrayBuffer>;
  transcript: SaidLine[];
}

/** What a list shows of a mail. */
export function summaryOf(mail: Mail): MailSummary {
  const { id, session, received, from, to, size, subject, security } = mail;
  return { id, session, received, from, to, size, subject, security };
}

/** Octets of a header that are looked at: many times what a real one has. */
const HEADER = 64 * 1024;

/** What the header says of the subject (RFC 5322 section 3.6.5), its encoded words decoded (RFC 2047). */
export function subjectOf(content: Uint8Array): string {
  const text = new TextDecoder().decode(content.subarray(0, HEADER));
  const [header = ""] = text.split(/\r?\n\r?\n/, 1);
  const unfolded = header.replace(/\r?\n(?=[ \t])/g, "");
  const subject = /^subject:(.*)$/im.exec(unfolded)?.[1] ?? "";
  return decodeWords(subject.trim());
}
