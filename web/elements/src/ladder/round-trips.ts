import type { Message } from "./messages.js";

/**
 * In which round trip each message is: 0 before the first command, then 1, 2, 3 … A command that goes out
 * before any newer reply has come is in the same one as the command before it, which is how PIPELINING
 * (RFC 2920) saves round trips. A reply is in that of its command.
 */
export function roundTripOf(messages: readonly Message[]): readonly number[] {
  const trips: number[] = [];
  let heard = 0;
  let command = { trip: 0, chunk: false };
  messages.forEach((message, index) => {
    if (message.from === "S") {
      trips[index] = message.answers === undefined ? heard : (trips[message.answers] ?? heard);
      heard = Math.max(heard, trips[index]);
    } else if (message.kind === "content" && command.chunk) {
      // A BDAT's octets are part of it (RFC 3030): nothing is waited for between them.
      trips[index] = command.trip;
    } else {
      trips[index] = heard + 1;
      command = { trip: heard + 1, chunk: /^BDAT /i.test(message.lines[0]?.text ?? "") };
    }
  });
  return trips;
}

/** How many round trips a conversation took: those in which the server has answered. */
export function countRoundTrips(messages: readonly Message[]): number {
  const trips = roundTripOf(messages);
  return messages.reduce(
    (most, { kind }, index) => (kind === "reply" ? Math.max(most, trips[index] ?? 0) : most),
    0,
  );
}
