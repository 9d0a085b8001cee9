/** A lesson, as its file describes it; see web/site/lessons/README.md. */
export interface Lesson {
  /** The name of its file without `.toml`, by which links and kept progress know it. */
  readonly id: string;
  readonly title: string;
  /** One sentence for the list of lessons. */
  readonly summary: string;
  /** Where it stands in the list: the smallest number first. */
  readonly order: number;
  /** How long it takes, in minutes. */
  readonly minutes: number;
  /** What the lesson is about, as prose. */
  readonly text: string;
  /** What the practice server is like: the text of a setup. */
  readonly setup: string;
  readonly steps: readonly Step[];
  /** Shown once all is done, as prose. */
  readonly closing: string;
}

/** One thing to do. */
export interface Step {
  readonly title: string;
  /** What to do and why, as prose. */
  readonly text: string;
  /** All of them are to be reached, in any order. */
  readonly goals: readonly Goal[];
  /** What helps, from a nudge to nearly the answer. */
  readonly hints: readonly string[];
  /** Whether the learner begins with a new connection. */
  readonly connect: boolean;
  /** What the practice server is like from here on; null to leave it as it is. */
  readonly setup: string | null;
  /** Lines that reach the goals, one after the other. */
  readonly answer: readonly string[];
  /** A mail that the engine sends after these lines, at a press of a button; null for none. */
  readonly send: EngineMail | null;
  /** What is said to things that are often done instead. */
  readonly advice: readonly Advice[];
  /** What has just been seen, as prose; shown when the step is done. */
  readonly done: string;
}

/** A mail for the engine to send. */
export interface EngineMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

/** Something that can be seen to be done. */
export interface Goal {
  /** What to do, or the question to answer, for the learner's list. */
  readonly text: string;
  readonly proof: Proof;
}

/** By what a goal is known to be reached. */
export type Proof = ExchangeProof | MailProof | Question | { readonly kind: "secured" | "closed" };

/** Something is said, or answered, or both. Patterns: see `fits`. */
export interface ExchangeProof {
  readonly kind: "exchange";
  /** What the learner says: one of these. Empty for anything, and for what a server says unasked. */
  readonly say: readonly string[];
  /** The code of the answer, `x` for any digit; null for any code. */
  readonly reply: string | null;
  /** Each of these is a line of the answer, code and all. */
  readonly says: readonly string[];
  /** How many commands were under way when the answer came, this one among them; null for any number. */
  readonly together: number | null;
  /** Each of these is a line of the mail that ends here, as it was typed, dots and all. */
  readonly typed: readonly string[];
}

/** A mail lies in the practice server's mailbox. Empty lists and null ask for nothing. */
export interface MailProof {
  readonly kind: "mail";
  /** The sender in the envelope. */
  readonly from: string | null;
  /** Each of them is a recipient in the envelope. */
  readonly to: readonly string[];
  /** How many recipients there are. */
  readonly recipients: number | null;
  /** Each of them is a line of the mail, header or body. */
  readonly line: readonly string[];
  /** A part of this type, such as `image/gif`. */
  readonly part: string | null;
  /** The octets of that part once decoded. */
  readonly octets: number | null;
}

/** Something to find out and to write into the lesson. */
export interface Question {
  readonly kind: "question";
  /** Any of these is right; patterns. */
  readonly answers: readonly string[];
  /** What to choose from; empty where the learner writes the answer. */
  readonly choices: readonly string[];
}

/** What is said when the learner does something. */
export interface Advice {
  readonly when: ExchangeProof;
  readonly text: string;
}
