/** How long another tab may have its turn before this one tries again, in milliseconds. */
const PATIENCE = 60_000;

/**
 * Acts in one tab at a time; when that tab is no more, the next one does. Where `act` fails, another tab may do better:
 * this one tells, and gets in line again later. Resolves after the end.
 */
export async function alone(
  name: string,
  end: AbortSignal,
  act: () => Promise<void>,
  failed: (cause: unknown) => void,
): Promise<void> {
  while (!end.aborted) {
    try {
      await navigator.locks.request(name, { signal: end }, act);
    } catch (cause) {
      if (end.aborted) return;
      failed(cause);
      await pause(end);
    }
  }
}

function pause(end: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PATIENCE);
    end.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
