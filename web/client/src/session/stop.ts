import { cancelled } from "../error/error.js";

/**
 * Acts until one of these signals is aborted, which is the end for what is promised, too. `AbortSignal.any` is in newer
 * browsers alone.
 */
export async function until<T>(
  signals: readonly (AbortSignal | undefined)[],
  act: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const heard = new AbortController();
  for (const signal of signals) {
    const stopped = (): void => stop.abort(signal?.reason);
    if (signal?.aborted === true) stopped();
    signal?.addEventListener("abort", stopped, { signal: heard.signal });
  }
  try {
    return await unless(stop.signal, act(stop.signal));
  } finally {
    heard.abort();
  }
}

/** What is promised, or `closed` as soon as the signal is aborted. What is promised goes on by itself. */
export async function unless<T>(signal: AbortSignal | undefined, promise: Promise<T>): Promise<T> {
  if (signal === undefined) return promise;
  // Heard of here or nowhere.
  promise.catch(() => undefined);
  let stop = (): void => undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(cancelled(signal));
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([stopped, promise]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
