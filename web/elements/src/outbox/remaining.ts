import { parseAddresses } from "wsmtp";
import type { AddressInput, Message, OutboxEntry } from "wsmtp";

/** A mail to those alone who do not have it yet. */
export function remaining(message: Message, { recipients }: OutboxEntry): Message {
  const have = recipients.filter(({ state }) => state === "accepted").map(({ address }) => address);
  if (have.length === 0) return message;
  const left = (given: AddressInput | undefined) =>
    parseAddresses(given).filter(({ address }) => !have.includes(address));
  return { ...message, to: left(message.to), cc: left(message.cc), bcc: left(message.bcc) };
}
