import type { TranscriptLine } from "../runtime/wire.js";
import { MAX_AT, MAX_LINES, shown, unreadable } from "./bounds.js";

/** A transcript as JSON, with all that is known of each line. */
export interface TranscriptRecord {
  /** Always `wsmtp-transcript`. */
  format: "wsmtp-transcript";
  /** Always 1. */
  version: 1;
  /** What was said, oldest first. */
  lines: TranscriptLine[];
}

/** Reads what {@link TranscriptRecord} describes, out of anything. */
export function readRecord(record: unknown): TranscriptLine[] {
  const { format, version, lines } = members(record, "the beginning");
  if (format !== "wsmtp-transcript" || version !== 1) {
    throw unreadable("the beginning", "it is not of version 1 of wsmtp-transcript");
  }
  if (!Array.isArray(lines) || lines.length > MAX_LINES) {
    throw unreadable("the beginning", `there is no list of at most ${MAX_LINES} lines`);
  }
  return lines.map((line, index) => readLine(line, `line ${index + 1}`));
}

function readLine(line: unknown, where: string): TranscriptLine {
  const { direction, text, meaning = "", at } = members(line, where);
  if (direction !== "C" && direction !== "S") {
    throw unreadable(where, "its direction is neither C nor S");
  }
  if (typeof text !== "string" || typeof meaning !== "string") {
    throw unreadable(where, "what was said is no text");
  }
  if (typeof at !== "number" || !(at >= 0 && at <= MAX_AT)) {
    throw unreadable(where, `its time is not within ${MAX_AT} ms`);
  }
  return { direction, text: shown(text, where), meaning: shown(meaning, where), at };
}

function members(value: unknown, where: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  throw unreadable(where, "it is no object");
}
