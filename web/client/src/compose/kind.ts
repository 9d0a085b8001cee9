import { badInput } from "./bad-input.js";

/** What a value has to be where it is not of this kind; null where it is. */
export type Kind = (value: unknown) => string | null;

export const text: Kind = (value) => (typeof value === "string" ? null : "a string");
export const flag: Kind = (value) => (typeof value === "boolean" ? null : "true or false");
export const call: Kind = (value) => (typeof value === "function" ? null : "a function");
export const thing: Kind = (value) =>
  typeof value === "object" && value !== null ? null : "an object";
export const anything: Kind = () => null;
export const line: Kind = (value) =>
  typeof value === "string" && !/\p{Cc}/u.test(value) ? null : "a string on one line";
export const time: Kind = (value) =>
  value instanceof Date && !Number.isNaN(value.getTime()) ? null : "a Date with a time";

export function whole(least: number, most: number): Kind {
  return (value) =>
    typeof value === "number" && Number.isInteger(value) && value >= least && value <= most
      ? null
      : `a whole number from ${least} to ${most}`;
}

export function either(...kinds: Kind[]): Kind {
  return (value) => {
    const needs = kinds.map((kind) => kind(value));
    return needs.includes(null) ? null : needs.join(" or ");
  };
}

export function oneOf(...words: unknown[]): Kind {
  return (value) => (words.includes(value) ? null : words.join(", "));
}

/** Throws `bad-input` for a value of another kind; `what` names it. */
export function demand(what: string, value: unknown, kind: Kind): void {
  const need = kind(value);
  if (need !== null) throw badInput(`${what} is not ${need}: correct it`);
}
