import type { Recipient, WireEnvelope } from "../runtime/wire.js";
import { badInput, isGiven, isRecord } from "./bad-input.js";
import type { Envelope, EnvelopeInput } from "./envelope.js";

/** What the server is asked to do with a mail. Each needs an extension, and fails with `not-offered` without it. */
export interface Wishes {
  /** Reports about the delivery (RFC 3461). */
  dsn?: Dsn | undefined;
  /** Never to be sent on without TLS (RFC 8689). */
  requireTLSExtensionEnabled?: boolean | undefined;
  /** By when it is to be delivered (RFC 2852). */
  deliverBy?: DeliverBy | undefined;
  /** For how many seconds it is held before it is sent on (RFC 4865). */
  holdFor?: number | undefined;
  /** Until when it is held before it is sent on (RFC 4865). */
  holdUntil?: Date | undefined;
  /** Since when the recipient must be the same person: one time for all, or by address (RFC 7293). */
  validSince?: Date | Readonly<Record<string, Date>> | undefined;
  /** How urgent the transfer is, from -9 to 9; 0 is as usual (RFC 6710). */
  transferPriority?: number | undefined;
}

/** What is true of a mail's octets. It is found out where it is not said. */
export interface ContentWishes {
  /** There are octets above 127 (RFC 6152). */
  use8BitMime?: boolean | undefined;
  /** There are octets that stand in no lines (RFC 3030). */
  useBinaryMime?: boolean | undefined;
  /** The header goes beyond ASCII (RFC 6531). */
  useSmtpUtf8?: boolean | undefined;
}

/** Which reports are wanted, and what stands in them; words in upper case are the same. */
export interface Dsn {
  /** What the reports are to name the mail. */
  id?: string | undefined;
  /** The same as `id`. */
  envid?: string | undefined;
  /** What of the mail comes back when it fails. */
  return?: DsnReturn | Uppercase<DsnReturn> | undefined;
  /** The same as `return`. */
  ret?: DsnReturn | Uppercase<DsnReturn> | undefined;
  /** What is to be reported: words in a list, or with commas between. */
  notify?:
    | DsnEvent
    | Uppercase<DsnEvent>
    | (string & {})
    | readonly (DsnEvent | Uppercase<DsnEvent>)[]
    | undefined;
  /** The recipient as the sender knew it: one for all, or by address. */
  recipient?: string | Readonly<Record<string, string>> | undefined;
  /** The same as `recipient`. */
  orcpt?: string | Readonly<Record<string, string>> | undefined;
}

/** What of a mail comes back: its header (`headers`, or `hdrs` as SMTP says it), or all of it. */
export type DsnReturn = "headers" | "hdrs" | "full";

/** What can be reported. */
export type DsnEvent = "never" | "success" | "failure" | "delay";

/** A time, and what becomes of a mail that is not delivered by then. */
export interface DeliverBy {
  /** From now, at most 999,999,999; 0 and less, a time that is past, only with `notify`. */
  seconds: number;
  /** Whether it goes back, or goes on and the sender is told. */
  late: "return" | "notify";
  /** Whether each server on the way is to report. */
  trace?: boolean | undefined;
}

/** Envelope and wishes as the wasm reads them: what SMTP cannot carry is refused there. */
export function wireEnvelope(
  { from, to }: Envelope,
  wishes: Wishes & { envelope?: EnvelopeInput | undefined },
): Omit<WireEnvelope, "binary"> {
  const { deliverBy, holdFor, holdUntil, transferPriority } = wishes;
  const envelope = wishes.envelope ?? {};
  const dsn = readDsn(wishes.dsn ?? envelope.dsn);
  const requireTls = wishes.requireTLSExtensionEnabled ?? envelope.requireTLSExtensionEnabled;
  return {
    from,
    to: to.map((address) => recipient(address, dsn, wishes.validSince)),
    body: body(envelope),
    smtpUtf8: envelope.useSmtpUtf8 ?? false,
    dsnReturn: dsn.return,
    envelopeId: dsn.id,
    requireTls: requireTls ?? false,
    deliverBy: isGiven(deliverBy) ? writtenDeliverBy(deliverBy) : null,
    holdFor: written(holdFor),
    holdUntil: writtenTime("holdUntil", holdUntil),
    priority: written(transferPriority),
  };
}

/** What a page wrote for `dsn`, as SMTP writes it; null where nothing is said. */
interface DsnRead {
  id: string | null;
  return: string | null;
  notify: string | null;
  recipient: string | Readonly<Record<string, string>> | null;
}

function readDsn(dsn: Dsn | null | undefined): DsnRead {
  const given = dsn ?? {};
  if (!isRecord(given as unknown)) {
    throw badInput("dsn holds no wishes: give an object with notify and its like");
  }
  const back = written(given.return ?? given.ret)?.toUpperCase() ?? null;
  const notify = isGiven(given.notify) ? [given.notify].flat().join(",") : null;
  return {
    id: written(given.id ?? given.envid),
    return: back === "HEADERS" ? "HDRS" : back,
    notify: notify?.replace(/ /g, "").toUpperCase() ?? null,
    recipient: given.recipient ?? given.orcpt ?? null,
  };
}

function recipient(address: string, dsn: DsnRead, validSince: Wishes["validSince"]): Recipient {
  const original = typeof dsn.recipient === "string" ? dsn.recipient : dsn.recipient?.[address];
  return {
    address,
    notify: dsn.notify,
    original: original === undefined ? null : typed(original),
    validSince: writtenTime(
      "validSince",
      validSince instanceof Date ? validSince : validSince?.[address],
    ),
  };
}

/** An address with its type; without one it is an address of the internet's. */
function typed(address: string): string {
  if (address.includes(";")) return address;
  return /^[\0-\x7f]*$/.test(address) ? `rfc822;${address}` : `utf-8;${address}`;
}

function body({ use8BitMime, useBinaryMime }: ContentWishes): string | null {
  if (useBinaryMime === true) return "BINARYMIME";
  return use8BitMime === true ? "8BITMIME" : null;
}

function writtenDeliverBy({ seconds, late, trace }: DeliverBy): string {
  const mode = late === "return" ? "R" : "N";
  return `${seconds};${mode}${trace === true ? "T" : ""}`;
}

function writtenTime(field: string, time: Date | undefined): string | null {
  if (!isGiven(time)) return null;
  if (!(time instanceof Date) || Number.isNaN(time.getTime())) {
    throw badInput(`${field} is not a date: give a time, or leave it out`);
  }
  return time.toISOString();
}

function written(value: string | number | null | undefined): string | null {
  return value === undefined || value === null ? null : String(value);
}
