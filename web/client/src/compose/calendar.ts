import type { Alternative } from "./alternative.js";
import type { Attachment } from "./attachment.js";
import { badInput, checkText, isGiven } from "./bad-input.js";
import { type Content, type ContentDescription, isDescription } from "./content.js";
import type { Headers } from "./headers.js";
import type { Message } from "./message.js";
import type { PartMaker } from "./part.js";

/** A calendar event: a text, or an object that says more. */
export type CalendarInput = Content | CalendarEvent;

/** A calendar event (RFC 5545), and what is to be done with it. */
export interface CalendarEvent extends ContentDescription {
  /** What is to be done with the event (RFC 5546). Default: `PUBLISH`. */
  method?: string | undefined;
  /** The name of the attachment that holds the event once more. Default: `invite.ics`. */
  filename?: string | false | undefined;
  /** More fields for the headers of both its parts. */
  headers?: Headers | undefined;
}

/** An event stands in a mail twice: for programs that show it, and for those that open a file. */
export interface CalendarParts {
  alternative: Alternative;
  attachment: Attachment;
}

/** Both parts of the message's event, which is read once; null without one. */
export async function calendarParts(
  { reader }: PartMaker,
  { icalEvent }: Message,
): Promise<CalendarParts | null> {
  if (!isGiven(icalEvent)) return null;
  const read = await reader.read("icalEvent", icalEvent);
  const { method, filename, headers }: CalendarEvent = isDescription(icalEvent) ? icalEvent : {};
  const shared = { content: read, headers };
  return {
    alternative: {
      ...shared,
      contentType: `text/calendar; charset=utf-8; method=${readMethod(method)}`,
    },
    attachment: {
      ...shared,
      contentType: "application/ics",
      filename: filename || "invite.ics",
    },
  };
}

function readMethod(method: unknown): string {
  const action = checkText("the method of icalEvent", method ?? "PUBLISH")
    .trim()
    .toUpperCase();
  if (/^[A-Z][A-Z-]*$/.test(action)) return action;
  throw badInput("the method of icalEvent is none: use REQUEST, CANCEL and so on");
}
