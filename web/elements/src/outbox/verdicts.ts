import type { ErrorFacts, OutboxEntry, OutboxRecipient } from "wsmtp";
import { sentence } from "../sentence.js";

/** What became of a mail for some of its recipients: the same for all of them. */
export interface Verdict {
  readonly state: OutboxRecipient["state"];
  readonly addresses: readonly string[];
  /** The error's code; empty where there was none. */
  readonly code: string;
  /** In plain words, as a sentence; empty where there is nothing to say. */
  readonly words: string;
  /** What the server said, on one line; empty where it said nothing. */
  readonly said: string;
}

/** What became of a mail, for each recipient; those to whom the same happened stand together. */
export function verdicts({ recipients }: OutboxEntry): readonly Verdict[] {
  const kinds = new Map<string, Verdict>();
  for (const { address, state, error } of recipients) {
    const words = error === null ? "" : plain(error);
    const said = error === null ? "" : serverWords(error);
    const kind = JSON.stringify([state, words, said]);
    const addresses = [...(kinds.get(kind)?.addresses ?? []), address];
    kinds.set(kind, { state, addresses, code: error?.code ?? "", words, said });
  }
  return [...kinds.values()];
}

/** An error's words as a sentence, without those of the server's, which are shown by themselves. */
export function plain({ message, reply }: Pick<ErrorFacts, "message" | "reply">): string {
  const quote = reply === null ? -1 : message.lastIndexOf(" (it said: ");
  return sentence(quote < 0 ? message : message.slice(0, quote));
}

/** What the server said, on one line. */
export function serverWords({ reply }: Pick<ErrorFacts, "reply">): string {
  if (reply === null) return "";
  const { code, enhanced, text } = reply;
  return [code, enhanced ?? [], text.replaceAll("\n", " / ")].flat().join(" ");
}
