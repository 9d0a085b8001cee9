import { hasMembers } from "../members.js";
import { readVia } from "../via.js";
import type { Draft, DraftContent, DraftSummary } from "./draft.js";

/** A draft as it is stored: its files lie beside it, so that a letter more does not write them again. */
export interface DraftRecord extends Omit<DraftContent, "files" | "body"> {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly changedAt: number;
  readonly html: string;
  readonly text: string;
  /** Names of files. */
  readonly files: readonly string[];
  readonly images: readonly { readonly cid: string; readonly file: string }[];
}

/** One file of a draft as it is stored. */
export interface FileRecord {
  readonly id: string;
  readonly draft: string;
  readonly file: File;
}

/** As much of a text as a list shows. */
const BEGINNING = 120;

/** What is to be stored of a draft; `nameOf` names its files. */
export function toRecord(
  id: string,
  { body, files, ...fields }: DraftContent,
  nameOf: (file: File) => string,
): DraftRecord {
  return {
    ...fields,
    id,
    changedAt: Date.now(),
    html: body.html,
    text: body.text,
    files: files.map(nameOf),
    images: body.images.map(({ cid, file }) => ({ cid, file: nameOf(file) })),
  };
}

/** The same with those of its files alone that are named. */
export function withFiles(record: DraftRecord, names: ReadonlySet<string>): DraftRecord {
  return {
    ...record,
    files: record.files.filter((name) => names.has(name)),
    images: record.images.filter(({ file }) => names.has(file)),
  };
}

/** The draft again; a file that `files` lacks is left out. */
export function fromRecord(record: DraftRecord, files: ReadonlyMap<string, File>): Draft {
  const { html, text, images, changedAt, ...fields } = record;
  const found = (name: string): File[] => [files.get(name) ?? []].flat();
  return {
    ...fields,
    via: readVia(fields.via),
    changedAt: new Date(changedAt),
    body: {
      html,
      text,
      images: images.flatMap(({ cid, file }) => found(file).map((one) => ({ cid, file: one }))),
    },
    files: record.files.flatMap(found),
  };
}

/** What a list shows of it. */
export function summaryOf({ id, changedAt, to, subject, text, files }: DraftRecord): DraftSummary {
  const beginning = text
    .slice(0, BEGINNING * 2)
    .replace(/\s+/gu, " ")
    .trim()
    .slice(0, BEGINNING);
  return { id, changedAt: new Date(changedAt), to, subject, beginning, files: files.length };
}

/** Whether what was stored is a draft: another version of the page may have written it. */
export function isDraftRecord(value: unknown): value is DraftRecord {
  return hasMembers(value, {
    id: "string",
    changedAt: "number",
    from: "string",
    to: "string",
    cc: "string",
    bcc: "string",
    subject: "string",
    html: "string",
    text: "string",
    plain: "boolean",
    files: "array",
    images: "array",
    inReplyTo: "string",
    references: "string",
  });
}

/** Whether what was stored is a draft's file. */
export function isFileRecord(value: unknown): value is FileRecord {
  return hasMembers(value, { id: "string", draft: "string" }) && value["file"] instanceof File;
}
