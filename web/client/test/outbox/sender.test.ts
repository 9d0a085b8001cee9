import assert from "node:assert/strict";
import { test } from "node:test";

import type { ErrorCode } from "../../src/error/code.js";
import { WsmtpError } from "../../src/error/error.js";
import type { OutboxEntry } from "../../src/outbox/entry.js";
import { SCHEDULE } from "../../src/outbox/schedule.js";
import { Sender } from "../../src/outbox/sender.js";
import type { Step, Store } from "../../src/outbox/store.js";
import type { Way } from "../../src/outbox/way.js";
import { entry as waiting } from "./entries.js";

// No window goes online here.
Object.assign(globalThis, { addEventListener: () => undefined });

/** What becomes of a mail in one turn of a tab whose way does so, until the mail changes; and whether the turn ended by itself. */
async function afterTurn(way: Partial<Way>): Promise<{ entry: OutboxEntry; left: boolean }> {
  let entry = waiting({ notBefore: new Date(0), next: new Date(0) });
  const end = new AbortController();
  const change = async (step: Step): Promise<OutboxEntry[]> => {
    const next = step(entry);
    if (next == null) return [];
    entry = next;
    return [next];
  };
  const store = {
    list: async () => [entry],
    message: async () => ({ from: "ada@x.test", to: "bob@x.test" }),
    change: async (_: string, step: Step) => (await change(step))[0],
    changeAll: change,
    keepOpen: (act: () => Promise<unknown>) => act(),
  } as unknown as Store;
  const changed = (_: string, { waitsFor }: OutboxEntry): void => {
    if (waitsFor !== "time") end.abort();
  };
  const listener = {
    changed,
    progress: () => undefined,
    trouble: assert.fail,
  } as ConstructorParameters<typeof Sender>[3];
  const sender = new Sender(
    { closed: false, warm: async () => undefined, ...way } as Way,
    store,
    SCHEDULE,
    listener,
  );
  await sender.run(end.signal, async () => false);
  return { entry, left: !end.signal.aborted };
}

function failing(code: ErrorCode): () => Promise<never> {
  return () => Promise.reject(new WsmtpError(code, `${code} happened`));
}

test("a tab whose transport is closed leaves the turn, and the mail as it was", async () => {
  for (const way of [{ warm: failing("closed") }, { sendMail: failing("closed") }]) {
    const { entry, left } = await afterTurn({ ...way, closed: true });
    assert.deepEqual(
      [left, entry.state, entry.waitsFor, entry.times],
      [true, "waiting", "time", 0],
    );
  }
});

test("a session that was closed is no closed transport: the mail waits as for any trouble on the way", async () => {
  for (const way of [{ warm: failing("closed") }, { sendMail: failing("closed") }]) {
    const { entry, left } = await afterTurn(way);
    assert.deepEqual(
      [left, entry.state, entry.waitsFor, entry.times],
      [false, "waiting", "network", 1],
    );
  }
});
