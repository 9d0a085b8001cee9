/** Where the keys of a TOML text stand. What was parsed does not tell, and an error is worth little without. */
export class Lines {
  readonly #lines = new Map<string, number>();
  /** How many tables a list has so far. */
  readonly #counts = new Map<string, number>();
  #table = "";
  /** What ends the string that goes over several lines. */
  #open: string | null = null;

  constructor(text: string) {
    text.split("\n").forEach((line, index) => this.#read(line, index + 1));
  }

  /** The line of a key such as `step[1].goal[0].say`; where it has none of its own, that of the table around it. */
  of(path: string): number {
    for (let at = path; at !== ""; at = around(at)) {
      const line = this.#lines.get(at);
      if (line !== undefined) return line;
    }
    return 1;
  }

  #read(line: string, number: number): void {
    const within = this.#open !== null;
    this.#heedStrings(line);
    if (within) return;
    const header = /^\s*(\[\[?)\s*([\w.\s-]+?)\s*\]/.exec(line);
    if (header !== null) {
      this.#table = this.#enter(header[2] ?? "", header[1] === "[[");
      this.#lines.set(this.#table, number);
      return;
    }
    const key = /^\s*([\w-]+(?:\.[\w-]+)*)\s*=/.exec(line)?.[1];
    if (key !== undefined) this.#lines.set(join(this.#table, key), number);
  }

  /** The path of a table's header, which goes on in the newest of each list that it names. */
  #enter(header: string, isList: boolean): string {
    const names = header.split(".").map((name) => name.trim());
    const last = names.length - 1;
    return names.reduce((path, name, index) => {
      const inner = join(path, name);
      const count = this.#counts.get(inner);
      if (isList && index === last) {
        this.#counts.set(inner, (count ?? 0) + 1);
        return `${inner}[${count ?? 0}]`;
      }
      return count === undefined ? inner : `${inner}[${count - 1}]`;
    }, "");
  }

  #heedStrings(line: string): void {
    for (const [quotes] of line.matchAll(/"""|'''/g)) {
      if (this.#open === null) this.#open = quotes;
      else if (this.#open === quotes) this.#open = null;
    }
  }
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

/** The path of what a key stands in. */
function around(path: string): string {
  return path.replace(/(?:\.?[^.[\]]+|\[\d+\])$/, "");
}
