/** A draft that belongs to this tab until it is let go. */
export interface Hold {
  release(): void;
}

const FREE: Hold = { release: () => undefined };

/**
 * Takes a draft for this tab; null where another one has it, and does not let go of it within `patience` milliseconds. It is let
 * go with the tab at the latest. On a page without TLS the browser has no such locks (Web Locks): everybody gets everything.
 */
export function hold(name: string, patience: number): Promise<Hold | null> {
  const locks = locksOf();
  if (!locks) return Promise.resolve(FREE);
  const options = patience > 0 ? { signal: AbortSignal.timeout(patience) } : { ifAvailable: true };
  return new Promise((resolve) => {
    void locks
      .request(name, options, (lock) => {
        if (!lock) return resolve(null);
        return new Promise<void>((release) => resolve({ release }));
      })
      // A browser that refuses locks here keeps nobody from writing.
      .catch((error: unknown) => resolve(isTimeout(error) ? null : FREE));
  });
}

/** The names of what any tab holds, this one's among them. */
export async function heldNames(): Promise<ReadonlySet<string>> {
  const { held } = (await locksOf()?.query()) ?? {};
  return new Set(held?.map(({ name }) => name ?? ""));
}

function locksOf(): LockManager | undefined {
  return "locks" in navigator ? navigator.locks : undefined;
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && ["TimeoutError", "AbortError"].includes(error.name);
}
