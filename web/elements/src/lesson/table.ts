import type { Lines } from "./lines.js";

/** What is wrong in a lesson's file: the message names file and line, and what to do. */
export class LessonError extends Error {
  override readonly name = "LessonError";

  constructor(
    readonly file: string,
    readonly line: number,
    what: string,
  ) {
    super(`${file}, line ${line}: ${what}`);
  }
}

/** Characters of one text: a page of a book has some 3,000. */
const MAX_TEXT = 8_000;
/** Controls but line ends, and what turns the order of letters around. */
const UNSEEN = /[\0-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e]/;
/** Texts or tables of one list: more than a learner sees at once. */
const MAX_LIST = 50;

/** A table of a lesson's file, whose values are taken out key by key. */
export class Table {
  readonly #known: string[] = [];

  constructor(
    private readonly file: string,
    private readonly lines: Lines,
    /** Where it stands, as in `step[0].goal[1]`; empty for the whole file. */
    private readonly path: string,
    private readonly values: Readonly<Record<string, unknown>>,
  ) {}

  /** Whether the key is there. */
  has(key: string): boolean {
    return this.values[key] !== undefined;
  }

  /** A text that must be there. */
  text(key: string): string {
    const text = this.optional(key);
    if (text === null) throw this.error(key, `${this.#name} has no "${key}": add ${key} = "…"`);
    if (text.trim() === "") throw this.error(key, `"${key}" is empty: write something`);
    return text;
  }

  /** A text that may be there. */
  optional(key: string): string | null {
    const value = this.#take(key);
    if (value === undefined) return null;
    if (typeof value !== "string") {
      throw this.error(key, `"${key}" is no text: write it in quotes, ${key} = "…"`);
    }
    return this.#bounded(key, value);
  }

  /** Texts: a list of them, or one by itself. */
  texts(key: string): string[] {
    const value = this.#take(key) ?? [];
    const list: unknown[] = Array.isArray(value) ? value : [value];
    if (list.length > MAX_LIST) throw this.error(key, `"${key}" has more than ${MAX_LIST} texts`);
    return list.map((one) => {
      if (typeof one === "string") return this.#bounded(key, one);
      throw this.error(key, `"${key}" is no list of texts: write it as ${key} = ["…", "…"]`);
    });
  }

  /** A whole number from 0 up. */
  number(key: string): number | null {
    const value = this.#take(key);
    if (value === undefined) return null;
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
    throw this.error(key, `"${key}" is no whole number: write it without quotes, ${key} = 10`);
  }

  /** Whether this is said; false where it is not there. */
  flag(key: string): boolean {
    const value = this.#take(key) ?? false;
    if (typeof value === "boolean") return value;
    throw this.error(key, `"${key}" is neither true nor false: write it as ${key} = true`);
  }

  /** The tables of a list, `[[key]]`. */
  tables(key: string): Table[] {
    const value = this.#take(key) ?? [];
    if (!Array.isArray(value) || !value.every(isTable)) {
      throw this.error(
        key,
        `"${key}" is no list of tables: begin each with [[${this.#inner(key)}]]`,
      );
    }
    if (value.length > MAX_LIST)
      throw this.error(key, `there are more than ${MAX_LIST} of "${key}"`);
    return value.map((one, index) => this.#table(`${key}[${index}]`, one));
  }

  /** One table that may be there. */
  table(key: string): Table | null {
    const value = this.#take(key);
    if (value === undefined) return null;
    if (isTable(value)) return this.#table(key, value);
    throw this.error(key, `"${key}" is no table: write it as ${key} = { … }`);
  }

  /** Refuses what nothing was taken of. */
  close(): void {
    const stranger = Object.keys(this.values).find((key) => !this.#known.includes(key));
    if (stranger === undefined) return;
    const known = this.#known.join(", ");
    throw this.error(stranger, `${this.#name} has no "${stranger}": it may have ${known}`);
  }

  /** What is wrong with a key, or with the table where that is empty. */
  error(key: string, what: string): LessonError {
    return new LessonError(this.file, this.lines.of(this.#at(key)), what);
  }

  #take(key: string): unknown {
    this.#known.push(key);
    return this.values[key];
  }

  #bounded(key: string, text: string): string {
    if (text.length > MAX_TEXT) {
      throw this.error(key, `"${key}" is longer than ${MAX_TEXT} characters: shorten it`);
    }
    if (!UNSEEN.test(text)) return text;
    throw this.error(key, `"${key}" holds a character that cannot be seen: remove it`);
  }

  #table(key: string, values: Record<string, unknown>): Table {
    return new Table(this.file, this.lines, this.#at(key), values);
  }

  #at(key: string): string {
    return [this.path, key].filter((part) => part !== "").join(".");
  }

  /** The name of a list within this table, as its header has it. */
  #inner(key: string): string {
    return this.#at(key).replaceAll(/\[\d+\]/g, "");
  }

  get #name(): string {
    const name = /([a-z_]+)(?:\[\d+\])?$/.exec(this.path)?.[1];
    return name === undefined ? "a lesson" : `this ${name}`;
  }
}

function isTable(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date)
  );
}
