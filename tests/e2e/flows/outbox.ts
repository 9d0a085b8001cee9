/**
 * What a page does with an outbox. Each function stands for itself and runs in the page, with and giving what JSON can
 * say, so that any driver of browsers can run it; `wsmtp` and `transport` are at `window.wsmtp`.
 */
import type * as client from "../../../web/client/dist/index.js";

declare global {
  interface Window {
    /** Outboxes by name, and what each has told so far. */
    outboxes: Record<string, { outbox: client.Outbox; heard: string[] }>;
  }
}

/** How an outbox is opened: milliseconds, and what is left out as in the package. */
export interface Opening {
  name: string;
  schedule?: Partial<client.Schedule>;
  keepSent?: number;
}

/** A message whose attachments are given as text. */
export interface Mail {
  from?: string;
  to: string | string[];
  subject: string;
  text?: string;
  /** Each becomes a `File` of this name. */
  files?: Record<string, string>;
  /** Seconds from now, instead of a `Date`. */
  in?: number;
  here?: boolean;
  undo?: number;
}

/** What a test wants to know of an entry. */
export interface Seen {
  id: string;
  subject: string;
  state: client.OutboxState;
  waitsFor: string;
  /** Milliseconds until the next attempt, or null. */
  wait: number | null;
  attempts: number;
  messageId: string;
  recipients: Record<string, string>;
  error: string | null;
  reply: number | null;
  held: boolean;
}

export async function openOutbox({ name, ...options }: Opening): Promise<void> {
  const { createOutbox, transport } = window.wsmtp;
  const outbox = createOutbox(transport, { name, ...options });
  const heard: string[] = [];
  window.outboxes = { ...window.outboxes, [name]: { outbox, heard } };
  for (const type of ["sent", "failed", "held", "unknown"] as const) {
    outbox.addEventListener(type, ({ detail }) => heard.push(`${type} ${detail.subject}`));
  }
  outbox.addEventListener("progress", () => heard.push("progress"));
  outbox.addEventListener("trouble", ({ detail }) => heard.push(`trouble ${detail.message}`));
  // Whoever reads the list now has waited for the database.
  await outbox.list();
}

/** Stores a mail; gives its id, or the error's code and sentence. */
export async function sendLater({ name, mail }: { name: string; mail: Mail }): Promise<string> {
  const { in: seconds, here, undo, files = {}, ...message } = mail;
  const attachments = Object.entries(files).map(([filename, text]) => ({
    content: new File([text], filename, { type: "text/plain" }),
  }));
  const at = seconds === undefined ? undefined : new Date(Date.now() + seconds * 1000);
  try {
    const entry = await window.outboxes[name]!.outbox.send(
      { from: "ada@sandbox.test", text: "hello", ...message, attachments },
      { at, here, undo },
    );
    return entry.id;
  } catch (error) {
    if (error instanceof window.wsmtp.WsmtpError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

export async function listOutbox(name: string): Promise<Seen[]> {
  const entries = await window.outboxes[name]!.outbox.list();
  return entries.map((entry) => ({
    id: entry.id,
    subject: entry.subject,
    state: entry.state,
    waitsFor: entry.waitsFor,
    wait: entry.next && entry.next.getTime() - Date.now(),
    attempts: entry.attempts,
    messageId: entry.messageId,
    recipients: Object.fromEntries(entry.recipients.map(({ address, state }) => [address, state])),
    error: entry.error && entry.error.code,
    reply: entry.error?.reply?.code ?? null,
    held: entry.heldUntil !== null,
  }));
}

/** Asks for one thing; gives what came of it: `done`, or the error's code. */
export async function askOutbox(given: {
  name: string;
  what: "retry" | "sendNow" | "markSent" | "remove" | "flush" | "close";
  id?: string;
}): Promise<string> {
  const { outbox } = window.outboxes[given.name]!;
  try {
    await outbox[given.what](given.id ?? "");
    return "done";
  } catch (error) {
    if (error instanceof window.wsmtp.WsmtpError) return error.code;
    throw error;
  }
}

/** Takes a mail back; gives its subject and its files' texts, or null where it cannot be taken back. */
export async function cancelMail(given: {
  name: string;
  id: string;
}): Promise<{ subject: string; files: Record<string, string> } | null> {
  const message = await window.outboxes[given.name]!.outbox.cancel(given.id);
  if (message === null) return null;
  const files = [...(message.attachments ?? [])].map(async (attachment) => {
    const file = (attachment instanceof Blob ? attachment : attachment.content) as File;
    return [file.name, await file.text()] as const;
  });
  return {
    subject: message.subject ?? "",
    files: Object.fromEntries(await Promise.all(files)),
  };
}

export function heardOf(name: string): string[] {
  return window.outboxes[name]!.heard;
}

/** Resolves when the outbox has told of a mail that it is so. */
export async function untilTold(given: { name: string; state: "sent" | "failed" }): Promise<void> {
  const { outbox, heard } = window.outboxes[given.name]!;
  const told = new Promise((resolve) => outbox.addEventListener(given.state, resolve));
  if (!heard.some((one) => one.startsWith(`${given.state} `))) await told;
}
