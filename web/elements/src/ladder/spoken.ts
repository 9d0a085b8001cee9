import { formatDuration } from "../duration.js";
import { summaryOf } from "./label.js";
import type { Row } from "./layout.js";

/** A message of a ladder in words, for those who hear it. */
export function spoken({ message, trip, refusal }: Row): string {
  const from = message.from === "C" ? "Page to server" : "Server to page";
  const way = refusal ? `${from}, refused` : from;
  const where = trip === 0 ? "before the first round trip" : `round trip ${trip}`;
  return `${way}: ${summaryOf(message)}. ${where}, at ${formatDuration(message.at)}`;
}
