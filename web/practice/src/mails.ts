import { type Mail, type MailSummary, summaryOf } from "./mail.js";

/** More than anybody looks through by hand. */
export const MAX_MAILS = 200;

/** Octets of all mails together: several of the largest, and a bearable part of a browser's memory. */
export const MAX_OCTETS = 128 * 1024 * 1024;

/** Where mails are kept: the newest {@link MAX_MAILS}, of {@link MAX_OCTETS} together. */
export interface Mails {
  /** Gives it its number. */
  add(mail: Mail): Promise<MailSummary>;
  /** Newest first. */
  list(): Promise<MailSummary[]>;
  /** Null where it is no longer kept. */
  get(id: number): Promise<Mail | null>;
  remove(id: number): Promise<void>;
  clear(): Promise<void>;
}

/** Those that go when there are too many: the oldest. The newest stays, however large. */
export function surplus(newestFirst: readonly MailSummary[]): number[] {
  let octets = 0;
  const beyond = ({ size }: MailSummary, index: number): boolean => {
    octets += size;
    return index > 0 && (index >= MAX_MAILS || octets > MAX_OCTETS);
  };
  return newestFirst.filter(beyond).map(({ id }) => id);
}

/** Keeps mails as long as the page is there. */
export class HeldMails implements Mails {
  #mails: Mail[] = [];
  #last = 0;

  async add(mail: Mail): Promise<MailSummary> {
    const numbered = { ...mail, id: ++this.#last };
    this.#mails.unshift(numbered);
    const gone = surplus(this.#mails);
    this.#mails = this.#mails.filter(({ id }) => !gone.includes(id));
    return summaryOf(numbered);
  }

  async list(): Promise<MailSummary[]> {
    return this.#mails.map(summaryOf);
  }

  async get(id: number): Promise<Mail | null> {
    return this.#mails.find((mail) => mail.id === id) ?? null;
  }

  async remove(id: number): Promise<void> {
    this.#mails = this.#mails.filter((mail) => mail.id !== id);
  }

  async clear(): Promise<void> {
    this.#mails = [];
  }
}
