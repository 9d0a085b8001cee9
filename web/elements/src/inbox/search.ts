import type { MailSummary } from "./mail-source.js";

/** Whether a mail has this in its sender, recipients or subject, in letters of any case. */
export function fits({ from, to, subject }: MailSummary, search: string): boolean {
  const wanted = search.trim().toLowerCase();
  return [from, ...to, subject].some((text) => text.toLowerCase().includes(wanted));
}

/** How many mails there are, found and unread, in words. */
export function countMails(all: number, found: number, unread: number): string {
  const mails = all === 1 ? "1 mail" : `${all} mails`;
  const counted = found === all ? mails : `${found} of ${mails}`;
  return unread === 0 ? counted : `${counted}, ${unread} unread`;
}
