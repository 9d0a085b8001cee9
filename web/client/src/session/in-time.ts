import { cancelled } from "../error/error.js";

/** A page's own functions, such as those that make tokens, do so in this time, in milliseconds: a person waits. */
const LIMIT = 30_000;

/** What a page's own function gives, for which nobody waits for ever, nor when the signal is aborted. */
export async function inTime<T>(get: () => T | Promise<T>, signal: AbortSignal): Promise<T> {
  let end = (): void => undefined;
  const late = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(new Error("nothing came for 30 seconds")), LIMIT);
    const stop = (): void => reject(cancelled(signal));
    signal.addEventListener("abort", stop);
    end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    };
  });
  try {
    return await Promise.race([get(), late]);
  } finally {
    end();
  }
}
