import { formatSize } from "../size.js";
import { encodedSize, largestFile } from "./encoded-size.js";

/** How heavy a mail is, beside what its server takes. All in octets. */
export interface Weight {
  /** Of the files as they are. */
  readonly files: number;
  /** Of the mail as it is sent, about. */
  readonly mail: number;
  /** What the server takes; null where it does not say. */
  readonly limit: number | null;
}

/** Weighs files, and what else the mail holds: `beside` octets of text and images. */
export function weigh(files: readonly File[], beside: number, limit: number | null): Weight {
  const sum = (sizes: readonly number[]): number => sizes.reduce((all, one) => all + one, 0);
  return {
    files: sum(files.map(({ size }) => size)),
    mail: beside + sum(files.map(({ size }) => encodedSize(size))),
    limit,
  };
}

export function isTooHeavy({ mail, limit }: Weight): boolean {
  return limit !== null && mail > limit;
}

/** Whether no mail with this file can be sent, whatever else is removed. */
export function isAloneTooHeavy({ size }: File, limit: number | null): boolean {
  return limit !== null && encodedSize(size) > limit;
}

/** What is wrong and what to do, where a mail is too heavy. */
export function explainWeight(weight: Weight): string {
  if (weight.limit === null || !isTooHeavy(weight)) return "";
  return (
    `too large: with its files this mail is about ${formatSize(weight.mail)}, and the server takes ${formatSize(weight.limit)}. ` +
    `Files grow by a third on their way, so about ${formatSize(largestFile(weight.limit))} of files fit. Remove some, or send a link to them`
  );
}
