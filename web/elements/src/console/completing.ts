/** Goes through what a line may become, one after another, and back to what was typed. */
export class Completing {
  #typed = "";
  #options: readonly string[] = [];
  #at = -1;
  #left = false;

  /** Something else was typed. */
  reset(): void {
    this.#options = [];
    this.#at = -1;
    this.#left = false;
  }

  /** The next line; undefined where there is none, so that the key does what it always does. */
  next(text: string, options: () => readonly string[]): string | undefined {
    if (this.#left) return undefined;
    if (this.#at < 0) {
      this.#typed = text;
      this.#options = options();
      if (this.#options.length === 0) return undefined;
    }
    this.#at += 1;
    const option = this.#options[this.#at];
    const only = this.#options.length === 1;
    // Behind the last one the key leaves the input, so that nobody is kept in it.
    if (option === undefined) this.leave();
    else if (only) this.reset();
    return option ?? this.#typed;
  }

  /** From now on the key leaves the input; gives what was typed before it was completed. */
  leave(): string | undefined {
    const typed = this.#at >= 0 ? this.#typed : undefined;
    this.reset();
    this.#left = true;
    return typed;
  }
}
