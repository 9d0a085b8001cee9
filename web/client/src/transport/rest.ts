import type { Letter } from "../compose/message.js";
import { type WsmtpError, about } from "../error/error.js";
import type { Progress } from "../runtime/wire.js";
import type { SentMessageInfo } from "../session/sent.js";
import type { SendOptions } from "../session/session.js";

/** What became of a mail, for some of its recipients. */
type Outcome = Pick<SentMessageInfo, "accepted" | "rejectedErrors" | "response">;

/**
 * The same mail for those whom the session took no more mails for (LIMITS, RFC 9422), so that nothing was sent to them;
 * null where there are none.
 */
export function restOf(letter: Letter, { rejectedErrors }: SentMessageInfo): Letter | null {
  const left = rejectedErrors.filter(({ code }) => code === "limit");
  const addresses = new Set(left.map(({ recipient }) => recipient));
  const to = letter.wire.to.filter(({ address }) => addresses.has(address));
  // A session that has sent to nobody would be followed by another one like it, and so on.
  if (to.length === 0 || to.length === letter.wire.to.length) return null;
  return { ...letter, wire: { ...letter.wire, to } };
}

/** What became of the rest, where all of it failed because of this. */
export function failedFor({ wire }: Letter, error: WsmtpError): Outcome {
  const own = error.rejectedErrors ?? [];
  const rejectedErrors = wire.to.map(
    ({ address }) => own.find(({ recipient }) => recipient === address) ?? about(error, address),
  );
  return { accepted: [], rejectedErrors, response: "" };
}

/** What became of the whole mail, from what became of its first part and of the rest. */
export function joined(first: SentMessageInfo, { wire }: Letter, rest: Outcome): SentMessageInfo {
  const again = new Set(wire.to.map(({ address }) => address));
  const others = first.rejectedErrors.filter(({ recipient }) => !again.has(recipient ?? ""));
  const rejectedErrors = [...others, ...rest.rejectedErrors];
  return {
    ...first,
    accepted: [...first.accepted, ...rest.accepted],
    rejected: rejectedErrors.map(({ recipient }) => recipient ?? ""),
    rejectedErrors,
    response: rest.response || first.response,
  };
}

/** Tells how far the whole mail has come, where each session knows of what is left for it: never less than before. */
export function onWhole(tell: SendOptions["onProgress"]): SendOptions["onProgress"] {
  if (tell === undefined) return undefined;
  let whole = 0;
  let reached = 0;
  return ({ sent, total }: Progress) => {
    whole ||= total;
    reached = Math.max(reached, whole - total + sent);
    tell({ sent: reached, total: whole });
  };
}
