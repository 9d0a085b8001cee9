import type { Conversation } from "../conversation.js";
import { formatDuration } from "../duration.js";
import { messagesOf } from "./messages.js";
import { countRoundTrips } from "./round-trips.js";

/** What two ways of sending one mail differ in. */
export type Switched = "PIPELINING" | "CHUNKING" | "both";

/** How one side of a comparison is sent. */
export interface Manner {
  readonly pipelining: boolean;
  readonly chunking: boolean;
}

/** How the mail goes before and after the switch; CHUNKING by itself is seen on top of PIPELINING. */
export function mannersOf(switched: Switched): readonly [Manner, Manner] {
  const all = { pipelining: true, chunking: true };
  switch (switched) {
    case "PIPELINING":
      return [
        { pipelining: false, chunking: false },
        { pipelining: true, chunking: false },
      ];
    case "CHUNKING":
      return [{ pipelining: true, chunking: false }, all];
    case "both":
      return [{ pipelining: false, chunking: false }, all];
  }
}

/** A way of sending, as a heading. */
export function nameOf({ pipelining, chunking }: Manner): string {
  if (pipelining) return chunking ? "With PIPELINING and CHUNKING" : "With PIPELINING";
  return chunking ? "With CHUNKING" : "One after another";
}

/** What the switch has saved, in sentences; `trip` is how many milliseconds a round trip is thought to take. */
export function differenceInWords(
  switched: Switched,
  before: Conversation,
  after: Conversation,
  trip: number,
): string {
  const [slow, quick] = [before, after].map(({ lines }) => countRoundTrips(messagesOf(lines)));
  const missing = extensionsOf(switched).filter((name) => !isOffered(after, name));
  const trips = `${slow} round ${slow === 1 ? "trip" : "trips"}, ${quick} with ${wordOf(switched)}.`;
  const times = `At ${formatDuration(trip)} for each: ${formatDuration((slow ?? 0) * trip)} and ${formatDuration((quick ?? 0) * trip)}.`;
  if (missing.length === 0) return `${trips} ${times}`;
  return `${trips} ${times} The server does not offer ${missing.join(" or ")}.`;
}

function wordOf(switched: Switched): string {
  return switched === "both" ? "PIPELINING and CHUNKING" : switched;
}

function extensionsOf(switched: Switched): readonly string[] {
  return switched === "both" ? ["PIPELINING", "CHUNKING"] : [switched];
}

/** Whether a line of an EHLO's answer names the extension (RFC 5321, section 4.1.1.1). */
function isOffered({ lines }: Conversation, extension: string): boolean {
  const offer = new RegExp(`^250[- ]${extension}\\s*$`, "i");
  return lines.some(({ direction, text }) => direction === "S" && offer.test(text));
}
