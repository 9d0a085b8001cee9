import { type Reply, WsmtpError } from "wsmtp";
import { type Advice, type Way, adviceOn } from "../explain/advice.js";
import type { Course } from "../explain/course.js";
import { signsIn } from "../explain/secret.js";
import type { History } from "./history.js";

/** A mail that somebody pastes has fewer lines than this; what is longer is for a program. */
const MAX_WAITING = 2_000;

/** Replies after which signing in goes on or is done (RFC 4954, section 4). */
const GOES_ON = [334, 235];
const HELD_BACK =
  "kept back: the server did not go on with signing in, and the lines behind may be passwords";

/** What a speech is held with. */
export interface Speaker {
  readonly course: Course;
  readonly way: Way;
  readonly history: History;
  /** Says a line, and waits for the answer to it. */
  readonly say: (line: string) => Promise<readonly Reply[]>;
  /** What there is to be said about a line, before it is. */
  readonly advise: (advice: Advice | undefined) => void;
}

/** Lines that a person has typed or pasted: said one after another, each when the one before it is answered. */
export class Speech {
  readonly #waiting: string[] = [];
  #speaking = false;

  constructor(private readonly speaker: () => Speaker) {}

  /**
   * Says these lines behind those that wait. Resolves when nothing waits any more; rejects with why a line could not be
   * said, and says none behind it.
   */
  async say(lines: readonly string[]): Promise<void> {
    if (this.#waiting.length + lines.length > MAX_WAITING) {
      const words = `more than ${MAX_WAITING} lines are too many to be said by hand: send them as a mail`;
      throw new WsmtpError("limit", words);
    }
    this.#waiting.push(...lines);
    if (this.#speaking) return;
    this.#speaking = true;
    try {
      for (let line = this.#waiting.shift(); line !== undefined; line = this.#waiting.shift()) {
        await this.#speak(line);
      }
    } finally {
      this.#speaking = false;
      this.stop();
    }
  }

  /** What waits is never said. */
  stop(): void {
    this.#waiting.length = 0;
  }

  async #speak(line: string): Promise<void> {
    const { course, way, history, say, advise } = this.speaker();
    // Answers to prompts may be passwords, and lines of a mail are no commands.
    if (course.within === "commands" || course.within === "chunk") history.add(line);
    const advice = adviceOn(line, course, way);
    advise(advice);
    if (advice?.kept === true) return this.stop();
    const secret = course.within === "prompt" || signsIn(line);
    const replies = await say(line);
    if (secret && !replies.every(({ code }) => GOES_ON.includes(code))) this.#holdBack(advise);
  }

  /** Lines behind a sign-in that failed are its answers, which as commands would be shown. */
  #holdBack(advise: Speaker["advise"]): void {
    if (this.#waiting.length > 0) advise({ words: HELD_BACK, kept: true });
    this.stop();
  }
}
