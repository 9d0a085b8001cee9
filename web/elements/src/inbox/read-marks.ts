import type { MailSummary } from "./mail-source.js";

/** Mails that are remembered as read: twice what a mailbox keeps, so that those that come and go find room. */
const MAX_MARKS = 400;

/** Which mails of a mailbox were shown already, remembered by the browser where it remembers anything. */
export class ReadMarks {
  private readonly key: string;
  private readonly marks: Set<string>;

  /** `name` is the mailbox's. */
  constructor(name: string) {
    this.key = `wsmtp-read ${name}`;
    this.marks = new Set(stored(this.key));
  }

  /** The ids of those that were not shown yet. */
  unread(mails: readonly MailSummary[]): ReadonlySet<number> {
    return new Set(mails.filter((mail) => !this.marks.has(markOf(mail))).map(({ id }) => id));
  }

  /** Remembers that a mail was shown. */
  read(mail: MailSummary): void {
    this.marks.add(markOf(mail));
    const kept = [...this.marks].slice(-MAX_MARKS);
    try {
      localStorage.setItem(this.key, JSON.stringify(kept));
    } catch {
      // Where nothing may be stored, or there is no room, it is known until the page is left.
    }
  }
}

/** Ids begin anew with each run of a demo; times do not. */
function markOf({ id, received }: MailSummary): string {
  return `${id}@${received}`;
}

function stored(key: string): string[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(value) ? value.filter((mark) => typeof mark === "string") : [];
  } catch {
    return [];
  }
}
