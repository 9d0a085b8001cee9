import type { EditorBody } from "../editor/body.js";
import type { Via } from "../via.js";

/** What a person has written of a mail. Passwords are no part of it. */
export interface DraftContent {
  readonly from: string;
  /** Recipients as they were written, those that are no addresses too. */
  readonly to: string;
  readonly cc: string;
  readonly bcc: string;
  readonly subject: string;
  readonly body: EditorBody;
  /** Only plain text is wanted. */
  readonly plain: boolean;
  readonly files: readonly File[];
  /** The message id that this answers; empty where it is no answer. */
  readonly inReplyTo: string;
  /** Message ids of the conversation, with spaces between. */
  readonly references: string;
  /** The server that it is to go by; null where that is left open. */
  readonly via: Via | null;
}

/** A draft that is kept. */
export interface Draft extends DraftContent {
  /** Its name among the drafts. */
  readonly id: string;
  readonly changedAt: Date;
}

/** A draft as a list shows it. */
export interface DraftSummary {
  readonly id: string;
  readonly changedAt: Date;
  readonly to: string;
  readonly subject: string;
  /** How its text begins. */
  readonly beginning: string;
  /** How many files it has. */
  readonly files: number;
}

/** Nothing written at all. */
export const BLANK: DraftContent = {
  from: "",
  to: "",
  cc: "",
  bcc: "",
  subject: "",
  body: { html: "", text: "", images: [] },
  plain: false,
  files: [],
  inReplyTo: "",
  references: "",
  via: null,
};

/** Whether there is nothing in it that somebody would miss; who it is from is none of that. */
export function isBlank({ to, cc, bcc, subject, body, files }: DraftContent): boolean {
  const written = to + cc + bcc + subject + body.text;
  return written.trim() === "" && body.images.length === 0 && files.length === 0;
}

/** Whether both say the same with the same files. */
export function isSame(one: DraftContent, other: DraftContent): boolean {
  return (
    JSON.stringify(wordsOf(one)) === JSON.stringify(wordsOf(other)) &&
    haveSame(filesOf(one), filesOf(other))
  );
}

function wordsOf({ from, to, cc, bcc, subject, body: { html, text } }: DraftContent): object {
  return { from, to, cc, bcc, subject, html, text };
}

function filesOf({ files, body }: DraftContent): readonly File[] {
  return [...files, ...body.images.map(({ file }) => file)];
}

function haveSame(some: readonly File[], others: readonly File[]): boolean {
  return some.length === others.length && some.every((file, index) => file === others[index]);
}
