import type { WireEnvelope } from "../runtime/wire.js";
import { isGiven } from "./bad-input.js";
import { eachOf, narrowed } from "./by-address.js";
import { type Dsn, readDsn, recipientOf } from "./dsn.js";
import type { Envelope, EnvelopeInput } from "./envelope.js";
import { type Kind, demand, flag, oneOf, thing, time, whole } from "./kind.js";

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

/** A time, and what becomes of a mail that is not delivered by then. */
export interface DeliverBy {
  /** From now, at most 999,999,999; 0 and less, a time that is past, only with `notify`. */
  seconds: number;
  /** Whether it goes back, or goes on and the sender is told. */
  late: "return" | "notify";
  /** Whether each server on the way is to report. */
  trace?: boolean | undefined;
}

/** Nine digits: as many as RFC 2852 and RFC 4865 have for seconds. */
const SECONDS_MAX = 999_999_999;

const WISHES: Record<keyof Omit<Wishes, "dsn" | "validSince">, Kind> = {
  requireTLSExtensionEnabled: flag,
  deliverBy: thing,
  holdFor: whole(1, SECONDS_MAX),
  holdUntil: time,
  transferPriority: whole(-9, 9),
};

const ENVELOPE: Record<keyof ContentWishes | "requireTLSExtensionEnabled", Kind> = {
  use8BitMime: flag,
  useBinaryMime: flag,
  useSmtpUtf8: flag,
  requireTLSExtensionEnabled: flag,
};

/** Envelope and wishes as the wasm reads them. Throws `bad-input` naming the wish that SMTP cannot carry. */
export function wireEnvelope(
  { from, to }: Envelope,
  wishes: Wishes & { envelope?: EnvelopeInput | undefined },
): Omit<WireEnvelope, "binary"> {
  const envelope = wishes.envelope ?? {};
  check("", wishes, WISHES);
  check("envelope.", envelope, ENVELOPE);
  const { deliverBy, holdFor, holdUntil, transferPriority } = wishes;
  const dsn = readDsn(wishes.dsn ?? envelope.dsn, to);
  const validSince = eachOf("validSince", wishes.validSince, time, to);
  const requireTls = wishes.requireTLSExtensionEnabled ?? envelope.requireTLSExtensionEnabled;
  return {
    from,
    to: to.map((address) => ({
      address,
      notify: dsn.notify,
      original: dsn.original(address),
      validSince: writtenTime(validSince(address)),
    })),
    body: body(envelope),
    smtpUtf8: envelope.useSmtpUtf8 === true,
    dsnReturn: dsn.return,
    envelopeId: dsn.id,
    requireTls: requireTls === true,
    deliverBy: isGiven(deliverBy) ? writtenDeliverBy(deliverBy) : null,
    holdFor: written(holdFor),
    holdUntil: writtenTime(holdUntil),
    priority: written(transferPriority),
  };
}

/** What is wished for single recipients, for some of them only. */
export function wishesFor(
  to: readonly string[],
  { dsn, validSince, envelope }: Wishes & { envelope?: EnvelopeInput | undefined },
): Pick<Wishes, "dsn" | "validSince"> {
  const reports = dsn ?? envelope?.dsn;
  return {
    validSince: narrowed("validSince", validSince, to),
    dsn: reports && { ...reports, recipient: narrowed("dsn.recipient", recipientOf(reports), to) },
  };
}

function check<T extends string>(
  prefix: string,
  given: Readonly<Partial<Record<T, unknown>>>,
  kinds: Record<T, Kind>,
): void {
  for (const [name, kind] of Object.entries(kinds) as [T, Kind][]) {
    if (isGiven(given[name])) demand(prefix + name, given[name], kind);
  }
}

function body({ use8BitMime, useBinaryMime }: ContentWishes): string | null {
  if (useBinaryMime === true) return "BINARYMIME";
  return use8BitMime === true ? "8BITMIME" : null;
}

function writtenDeliverBy({ seconds, late, trace }: DeliverBy): string {
  demand("deliverBy.late", late, oneOf("return", "notify"));
  // What is to go back must have had time to arrive.
  const least = late === "return" ? 1 : -SECONDS_MAX;
  demand("deliverBy.seconds", seconds, whole(least, SECONDS_MAX));
  if (isGiven(trace)) demand("deliverBy.trace", trace, flag);
  return `${seconds};${late === "return" ? "R" : "N"}${trace === true ? "T" : ""}`;
}

function writtenTime(time: Date | null | undefined): string | null {
  return isGiven(time) ? time.toISOString() : null;
}

function written(value: number | undefined): string | null {
  return isGiven(value) ? String(value) : null;
}
