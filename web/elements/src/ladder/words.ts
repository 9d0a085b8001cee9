import type { Layout } from "./layout.js";

/** What a ladder shows, in a sentence. */
export function tripsInWords({ roundTrips, rows, locked, handshake }: Layout): string {
  const trips = `${roundTrips} round ${roundTrips === 1 ? "trip" : "trips"}`;
  const messages = `${rows.length} ${rows.length === 1 ? "message" : "messages"}`;
  if (locked === undefined) return `${trips}, ${messages}, all in clear text`;
  const lock = handshake === undefined ? "locked from the beginning" : "locked after STARTTLS";
  return `${trips}, ${messages}, ${lock}`;
}
