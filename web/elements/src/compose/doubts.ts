import type { DraftContent } from "../drafts/draft.js";

/** Something that a person may have forgotten or not seen. */
export interface Doubt {
  readonly kind: "subject" | "attachment" | "size" | "server";
  /** A sentence. */
  readonly words: string;
}

/** The mail was to go by a server that is not to be had any more. */
export const BY_ANOTHER: Doubt = {
  kind: "server",
  words:
    "The mail server that was chosen for this mail is not offered any more: it would go by another one.",
};

/** Words by which a mail speaks of a file that comes with it, in some languages that pages are written in. */
const ATTACHED = new RegExp(
  String.raw`(?<!\p{L})(?:${[
    "attach(?:ed|ing|ment|ments)?",
    "enclos(?:ed|ing|ure)",
    String.raw`(?:beigefügt|beiliegend|angehängt)\p{L}*`,
    "anhang",
    "anbei",
    "ci-jointe?s?",
    "pièces? jointes?",
    "adjunt[oa]s?",
    "in allegato",
    "bijlagen?",
  ].join("|")})(?!\p{L})`,
  "iu",
);

/** What to ask before a mail goes out, `tooLarge` by what its server has said; empty where all seems well. */
export function doubtsOf(draft: DraftContent, tooLarge: boolean): Doubt[] {
  const doubts: Doubt[] = [];
  if (draft.subject.trim() === "") {
    doubts.push({ kind: "subject", words: "The mail has no subject." });
  }
  const word = ATTACHED.exec(`${draft.subject}\n${ownWords(draft.body.text)}`)?.[0];
  if (word !== undefined && draft.files.length === 0 && draft.body.images.length === 0) {
    doubts.push({
      kind: "attachment",
      words: `The mail says “${word}”, and no file is attached.`,
    });
  }
  if (tooLarge) {
    const words = "The mail is larger than its server takes, and will most likely be refused.";
    doubts.push({ kind: "size", words });
  }
  return doubts;
}

/** Without what is quoted: whoever wrote that may have attached something. */
function ownWords(text: string): string {
  return text.replace(/^>.*$/gmu, "");
}
