import type { Conversation } from "../conversation.js";
import { formatDuration } from "../duration.js";
import { Exchange } from "../exchange.js";
import { labelOf } from "./label.js";
import { lockedBefore } from "./lock.js";
import { type Message, isRefusal, messagesOf } from "./messages.js";
import { countRoundTrips, roundTripOf } from "./round-trips.js";

/** Messages that are drawn: a mail to 100 recipients without PIPELINING, with room. Of more, the first. */
export const MAX_MESSAGES = 400;
/** The least and the most that a picture is wide, in pixels: a small telephone, and lines that the eye can follow. */
export const MIN_WIDTH = 248;
export const MAX_WIDTH = 860;

/** The width of a character, with room for wide faces; pixels, as all here, of the type in `picture-styles.ts`. */
export const CHARACTER = 7.3;
const LINE = 15;
const SLOPE = 13;
const HEAD = 72;
const FOOT = 24;
/** Between messages of one flight, and before what had to wait for an answer. */
const GAP = 7;
const WAIT_GAP = 20;
/** Characters that are left free for the mark of what can be unfolded. */
const FOLD_MARK = 1;
/** The least between page and gateway: so far apart that their names stand beside each other. */
const GATEWAY = 46;
/** Below this width the speakers stand closer together. */
const NARROW = 560;
/** A wait that is worth telling, in milliseconds: what a person notices. */
const LONG_WAIT = 300;

/** Where the three speakers' lines are, and the brackets of the round trips. */
export interface Columns {
  readonly bracket: number;
  readonly page: number;
  readonly gateway: number;
  readonly server: number;
  /** From a line to the text beside it. */
  readonly inset: number;
}

/** One arrow, with what is written above it. */
export interface Row {
  readonly message: Message;
  /** Its place among the messages. */
  readonly index: number;
  readonly trip: number;
  readonly refusal: boolean;
  readonly label: readonly string[];
  readonly foldable: boolean;
  readonly unfolded: boolean;
  /** The height of the label's first line, at its foot; the others follow each {@link LINE_HEIGHT}. */
  readonly text: number;
  /** Where the arrow begins and ends, and where it passes the gateway. */
  readonly start: number;
  readonly pass: number;
  readonly end: number;
  readonly top: number;
  readonly bottom: number;
  /** When it was said or heard at the page, where that is news. */
  readonly time: string;
  /** How long the page had waited for it, where that was long. */
  readonly waited: string;
}

/** The height of one line of a label. */
export const LINE_HEIGHT = LINE;

/** The rows of one round trip. */
export interface Trip {
  readonly number: number;
  readonly top: number;
  readonly bottom: number;
}

/** A whole picture, ready to be drawn. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly head: number;
  readonly columns: Columns;
  readonly rows: readonly Row[];
  readonly trips: readonly Trip[];
  /** How many round trips the whole conversation took. */
  readonly roundTrips: number;
  /** From where on TLS locks the way to the server; 0 from the beginning. */
  readonly locked: number | undefined;
  /** The handshake in the middle of the conversation. */
  readonly handshake: number | undefined;
  /** Whether the page still waits for an answer. */
  readonly waiting: boolean;
  /** Messages that are not drawn any more. */
  readonly left: number;
  /** Whether any message has more to show. */
  readonly foldable: boolean;
}

/** Lays a conversation out in `width` pixels; `unfolded` are the places of messages that are shown whole. */
export function layOut(
  conversation: Conversation,
  width: number,
  unfolded: ReadonlySet<number>,
): Layout {
  const messages = messagesOf(conversation.lines);
  const drawn = messages.slice(0, MAX_MESSAGES);
  const wide = Math.min(Math.max(width, MIN_WIDTH), MAX_WIDTH);
  const columns = columnsIn(wide);
  const lockedAt = lockedBefore(conversation, drawn);
  const stack = new Stack(columns, messages, unfolded, lockedAt);
  drawn.forEach((message, index) => stack.add(message, index));
  if (lockedAt === drawn.length && lockedAt > 0) stack.addHandshake();
  return {
    width: wide,
    height: stack.height + FOOT,
    head: HEAD,
    columns,
    rows: stack.rows,
    trips: tripsOf(stack.rows),
    roundTrips: countRoundTrips(messages),
    locked: lockedAt === 0 ? 0 : stack.handshake,
    handshake: lockedAt === 0 ? undefined : stack.handshake,
    waiting: waitsForAnswer(conversation),
    left: messages.length - drawn.length,
    foldable: stack.rows.some((row) => row.foldable),
  };
}

/** Whether the newest line asks the server for an answer that may still come. */
function waitsForAnswer({ lines, ended = false, missing = 0 }: Conversation): boolean {
  if (ended || missing > 0 || lines.at(-1)?.direction !== "C") return false;
  const exchange = new Exchange();
  for (const line of lines) exchange.take(line);
  return exchange.waits;
}

/** The text stands between gateway and server, which therefore get most of the room. */
function columnsIn(width: number): Columns {
  if (width < NARROW) {
    const [page, server] = [70, width - 14];
    const gateway = Math.round(page + Math.max(GATEWAY, (server - page) * 0.22));
    return { bracket: 10, page, gateway, server, inset: 9 };
  }
  const page = 106;
  const server = width - 54;
  const gateway = Math.round(page + (server - page) * 0.26);
  return { bracket: 18, page, gateway, server, inset: 13 };
}

class Stack {
  readonly rows: Row[] = [];
  height = HEAD;
  handshake: number | undefined;
  private readonly trips: readonly number[];

  constructor(
    private readonly columns: Columns,
    private readonly messages: readonly Message[],
    private readonly unfolded: ReadonlySet<number>,
    private readonly lockedAt: number | undefined,
  ) {
    this.trips = roundTripOf(messages);
  }

  add(message: Message, index: number): void {
    if (index > 0 && index === this.lockedAt) this.addHandshake();
    const before = this.rows.at(-1);
    const trip = this.trips[index] ?? 0;
    const waited = this.waitBefore(message, index);
    this.height += this.gapBefore(before, trip) + (waited === "" ? 0 : LINE);
    const unfolded = this.unfolded.has(index);
    const { gateway, server, inset } = this.columns;
    const columns = Math.floor((server - gateway - inset * 2) / CHARACTER) - FOLD_MARK;
    const { lines, foldable } = labelOf(message, columns, columns < 30 ? 3 : 2, unfolded);
    const top = this.height;
    const start = top + lines.length * LINE + 3;
    const row = {
      message,
      index,
      trip,
      refusal: isRefusal(message),
      label: lines,
      foldable,
      unfolded,
    };
    const time = timeOf(message, trip === before?.trip ? before.message : undefined);
    this.rows.push({ ...row, ...this.arrow(message, top, start), time, waited });
    this.height = start + SLOPE;
  }

  private arrow(message: Message, top: number, start: number) {
    const { page, gateway, server } = this.columns;
    const share = (gateway - page) / (server - page);
    const pass = start + SLOPE * (message.from === "C" ? share : 1 - share);
    return { top, text: top + LINE - 3, start, pass, end: start + SLOPE, bottom: start + SLOPE };
  }

  private gapBefore(before: Row | undefined, trip: number): number {
    return before === undefined || before.trip === trip ? GAP : WAIT_GAP;
  }

  addHandshake(): void {
    this.handshake = this.height + WAIT_GAP;
    this.height = this.handshake + GAP;
  }

  /** A long wait for the server is said in words, since the rows' height is not time; how long a person thinks is not. */
  private waitBefore({ from, at }: Message, index: number): string {
    const wait = at - (this.messages[index - 1]?.at ?? 0);
    return from === "S" && wait >= LONG_WAIT ? `the server took ${formatDuration(wait)}` : "";
  }
}

function timeOf({ at }: Message, before: Message | undefined): string {
  const time = formatDuration(at);
  return before && formatDuration(before.at) === time ? "" : time;
}

/** One after another from top to bottom; a late reply to an earlier flight does not open that one again. */
function tripsOf(rows: readonly Row[]): readonly Trip[] {
  const trips: Trip[] = [];
  for (const { trip, top, bottom } of rows) {
    const open = trips.at(-1);
    if (trip === 0) continue;
    if (open && trip <= open.number) trips[trips.length - 1] = { ...open, bottom };
    else trips.push({ number: trip, top, bottom });
  }
  return trips;
}
