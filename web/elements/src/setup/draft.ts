import { type SetupRule, readSetup, writeSetup } from "wsmtp-practice";
import { sentenceOf } from "../sentence.js";

/** What is wrong, and in which line of the text or with which rule, from 1 on. */
export interface Problem {
  readonly words: string;
  readonly line: number | undefined;
}

/** A setup that a person is writing, as text and as rules; where something is wrong, one of them lags behind. */
export interface Draft {
  readonly text: string;
  readonly rules: readonly SetupRule[];
  readonly problem: Problem | undefined;
}

/** Nothing is written. */
export const EMPTY: Draft = { text: "", rules: [], problem: undefined };

/** The draft with another text. The practice server's wasm has to be loaded, as for {@link withRules}. */
export function withText(draft: Draft, text: string): Draft {
  try {
    return { text, rules: readSetup(text), problem: undefined };
  } catch (error) {
    return { ...draft, text, problem: problemOf(error) };
  }
}

/** The draft with other rules. */
export function withRules(draft: Draft, rules: readonly SetupRule[]): Draft {
  try {
    return { text: writeSetup(rules), rules, problem: undefined };
  } catch (error) {
    return { ...draft, rules, problem: problemOf(error) };
  }
}

/** What an error says, and of which line. */
export function problemOf(error: unknown): Problem {
  const words = sentenceOf(error);
  const line = /^line (\d+)/i.exec(words)?.[1];
  return { words, line: line === undefined ? undefined : Number(line) };
}
