/** How long another tab may have its turn before this one tries again, in milliseconds. */
const PATIENCE = 60_000;

/**
 * Acts in one tab at a time; when that tab is no more, or is done, the next one does. Where `act` fails, it tells. This tab
 * gets in line again later, so that tabs that cannot act do not take turns without a pause. Resolves after the end.
 */
export async function alone(
  name: string,
  end: AbortSignal,
  act: (others: () => Promise<boolean>) => Promise<void>,
  failed: (cause: unknown) => void,
): Promise<void> {
  const others = async (): Promise<boolean> => {
    const { pending = [] } = await navigator.locks.query();
    return pending.some((request) => request.name === name);
  };
  while (!end.aborted) {
    try {
      await navigator.locks.request(name, { signal: end }, () => act(others));
    } catch (cause) {
      if (end.aborted) return;
      failed(cause);
    }
    await pause(end);
  }
}

function pause(end: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(over, PATIENCE);
    function over(): void {
      clearTimeout(timer);
      end.removeEventListener("abort", over);
      resolve();
    }
    if (end.aborted) over();
    else end.addEventListener("abort", over);
  });
}
