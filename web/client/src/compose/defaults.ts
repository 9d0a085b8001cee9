import { headerEntries } from "./headers.js";
import type { HeaderValue } from "./headers.js";
import type { Message } from "./message.js";

/** The message with what is true of every mail that does not say otherwise; header fields count one by one. */
export function withDefaults(message: Message, defaults: Partial<Message>): Message {
  const said = Object.entries(message).filter(([, value]) => value !== undefined);
  const merged: Message = { ...defaults, ...(Object.fromEntries(said) as Message) };
  if (defaults.headers === undefined || message.headers === undefined) return merged;
  const own = headerEntries("headers", message.headers);
  const names = new Set(own.map(({ name }) => name.toLowerCase()));
  const others = headerEntries("headers", defaults.headers).filter(
    ({ name }) => !names.has(name.toLowerCase()),
  );
  const headers = [...others, ...own].map(({ name, value }) => ({
    key: name,
    value: value as HeaderValue,
  }));
  return { ...merged, headers };
}
