import { badInput } from "./bad-input.js";

/** A media type taken apart (RFC 2045 section 5.1). */
export interface MediaType {
  /** `type/subtype`, in lower case. */
  essence: string;
  /** By name, in lower case; values without quotes. */
  parameters: Map<string, string>;
}

const TOKEN = String.raw`[!#-'*+\-.0-9A-Z^-z|~{}]+`;
const ESSENCE = new RegExp(`^${TOKEN}/${TOKEN}$`);
const PARAMETER = new RegExp(
  String.raw`^\s*(${TOKEN})\s*=\s*(?:"((?:[ !#-[\]-~]|\\[ -~])*)"|(${TOKEN}))\s*$`,
);

/** Takes a media type apart. Throws `bad-input` for what is none. */
export function readMediaType(field: string, text: string): MediaType {
  const [essence = "", ...rest] = text.match(/(?:"(?:[^"\\]|\\.)*"?|[^";])+/gs) ?? [];
  const parameters = new Map<string, string>();
  for (const written of rest.filter((one) => one.trim() !== "")) {
    const [found, name = "", quoted, token = ""] = PARAMETER.exec(written) ?? [];
    if (found === undefined) throw noType(field, text);
    parameters.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, "$1") ?? token);
  }
  if (!ESSENCE.test(essence.trim())) throw noType(field, text);
  return { essence: essence.trim().toLowerCase(), parameters };
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

function noType(field: string, text: string): Error {
  return badInput(
    `${JSON.stringify(text)} in ${field} is no media type: write it like image/png or text/plain; charset=utf-8`,
  );
}
