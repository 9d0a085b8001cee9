/** A media type taken apart (RFC 2045 section 5.1). */
export interface MediaType {
  /** `type/subtype`, in lower case. */
  essence: string;
  /** By name, in lower case; values without quotes. */
  parameters: Map<string, string>;
}

const TOKEN = String.raw`[!#-'*+\-.0-9A-Z^-z|~{}]+`;
/**
 * Characters of a type with its parameters, of it alone (RFC 6838 section 4.2), and of a parameter's name: more than the
 * engine takes is none.
 */
const MAX = 1000;
const ESSENCE_MAX = 255;
const NAME_MAX = 60;
const ESSENCE = new RegExp(`^${TOKEN}/${TOKEN}$`);
const PARAMETER = new RegExp(
  String.raw`^\s*(${TOKEN})\s*=\s*(?:"((?:[ !#-[\]-~]|\\[ -~])*)"|(${TOKEN}))\s*$`,
);

/** Takes a media type apart; null for what is none. */
export function parseMediaType(text: string): MediaType | null {
  if (text.length > MAX) return null;
  const [written = "", ...rest] = text.match(/(?:"(?:[^"\\]|\\.)*"?|[^";])+/gs) ?? [];
  const parameters = new Map<string, string>();
  for (const parameter of rest.filter((one) => one.trim() !== "")) {
    const [found, name = "", quoted, token = ""] = PARAMETER.exec(parameter) ?? [];
    if (found === undefined || name.length > NAME_MAX) return null;
    parameters.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, "$1") ?? token);
  }
  const essence = written.trim().toLowerCase();
  if (!ESSENCE.test(essence) || essence.length > ESSENCE_MAX) return null;
  return { essence, parameters };
}

/** The parameters without this one, however it is spelled: `name*` and `name*0` are `name` too (RFC 2231). */
export function without(parameters: MediaType["parameters"], name: string): Map<string, string> {
  return new Map(Array.from(parameters).filter(([other]) => other.split("*", 1)[0] !== name));
}

/** As it stands in `Content-Type`. */
export function writeMediaType({ essence, parameters }: MediaType): string {
  const written = Array.from(parameters, ([name, value]) => `; ${name}=${writtenValue(value)}`);
  return essence + written.join("");
}

/** Whether the parts of such a type travel as text. */
export function isText({ essence }: MediaType): boolean {
  return essence.startsWith("text/");
}

function writtenValue(value: string): string {
  if (new RegExp(`^${TOKEN}$`).test(value)) return value;
  return `"${value.replace(/["\\]/g, String.raw`\$&`)}"`;
}
