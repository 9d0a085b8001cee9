/** A field of a header. */
export interface Field {
  /** As it is written. */
  readonly name: string;
  /** Unfolded (RFC 5322 section 2.2.3), otherwise as it stands. */
  readonly value: string;
}

/** A value with parameters, such as that of `Content-Type` (RFC 2045 section 5.1). */
export interface Parameterised {
  /** In lower case. */
  readonly value: string;
  /** By name, in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** Fields of one header that are read; a stranger may have written more. */
const MAX_FIELDS = 1_000;

const PARAMETER = /;\s*([^\s=;]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))/g;

/** Reads a header, the text before the first empty line. What is no field is left out. */
export function readFields(header: string): readonly Field[] {
  return header
    .replace(/\r?\n(?=[ \t])/g, "")
    .split(/\r?\n/, MAX_FIELDS)
    .flatMap((line) => {
      const [, name, value] = /^([!-9;-~]+)[ \t]*:(.*)$/s.exec(line) ?? [];
      return name === undefined ? [] : [{ name, value: (value ?? "").trim() }];
    });
}

/** The value of the first field of this name. */
export function valueOf(fields: readonly Field[], name: string): string | undefined {
  return fields.find((field) => field.name.toLowerCase() === name.toLowerCase())?.value;
}

/** Reads a value with parameters; those in several pieces or in another charset (RFC 2231) are put together. */
export function readParameters(text: string): Parameterised {
  const value = text.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  const parameters = new Map<string, string>();
  for (const [, name = "", quoted, bare = ""] of text.matchAll(PARAMETER)) {
    const said = quoted?.replace(/\\(.)/g, "$1") ?? bare;
    add(parameters, name.toLowerCase(), said);
  }
  return { value, parameters };
}

/** `name*0*=utf-8''a`, `name*1=b` make `name`; a star at the end says that the piece is percent-encoded. */
function add(parameters: Map<string, string>, name: string, said: string): void {
  const [, base = name, piece, encoded] = /^([^*]+)(?:\*(\d+))?(\*)?$/.exec(name) ?? [];
  const text = encoded === undefined ? said : unescaped(said, piece === undefined || piece === "0");
  parameters.set(base, piece === undefined ? text : (parameters.get(base) ?? "") + text);
}

function unescaped(said: string, isFirst: boolean): string {
  const text = isFirst ? said.replace(/^[^']*'[^']*'/, "") : said;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
