import { WsmtpError } from "../../src/error/error.js";

/** Whether an error is `bad-input` and its sentence holds the words. */
export function badInput(words: string): (error: unknown) => boolean {
  return (error) => {
    if (!(error instanceof WsmtpError) || error.code !== "bad-input") throw error;
    if (!error.message.includes(words)) throw new Error(`${error.message} does not say ${words}`);
    return true;
  };
}
