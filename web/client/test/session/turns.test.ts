import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";

import { WsmtpError } from "../../src/error/error.js";
import { MAX_WAITING, Turns } from "../../src/session/turns.js";

/** Something that takes until it is told to end. */
function task(log: string[], name: string) {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const act = async (): Promise<string> => {
    log.push(name);
    await ended;
    return name;
  };
  return { act, end };
}

test("one goes after another, whether it went well or not, and then there is rest", async () => {
  const log: string[] = [];
  const turns = new Turns(() => log.push("rest"));
  const [slow, quick] = [task(log, "slow"), task(log, "quick")];
  const first = turns.take(slow.act);
  const bad = turns.take(() => Promise.reject(new Error("bad")));
  const last = turns.take(quick.act);
  quick.end();
  assert.deepEqual([log, turns.idle], [["slow"], false]);
  slow.end();
  assert.equal(await first, "slow");
  await assert.rejects(bad, /bad/);
  assert.equal(await last, "quick");
  await new Promise(setImmediate);
  assert.deepEqual([log, turns.idle], [["slow", "quick", "rest"], true]);
});

test("who is aborted while waiting never has a turn, at once, and the others keep theirs", async () => {
  const log: string[] = [];
  const turns = new Turns();
  const [slow, never, quick] = [task(log, "slow"), task(log, "never"), task(log, "quick")];
  const stop = new AbortController();
  const first = turns.take(slow.act);
  const aborted = turns.take(never.act, stop.signal);
  const last = turns.take(quick.act);
  stop.abort("no more");
  await assert.rejects(aborted, { code: "closed", cause: "no more" });
  slow.end();
  quick.end();
  assert.deepEqual([await first, await last, log], ["slow", "quick", ["slow", "quick"]]);
  const late = turns.take(never.act, stop.signal);
  await assert.rejects(late, { code: "closed", cause: "no more" });
});

test("those who wait can be dropped, and there are only so many of them", async () => {
  const turns = new Turns();
  const slow = task([], "slow");
  const first = turns.take(slow.act);
  const waiting = Array.from({ length: MAX_WAITING }, () => turns.take(async () => "never"));
  await assert.rejects(
    turns.take(async () => "beyond"),
    { code: "limit" },
  );
  turns.drop(new WsmtpError("closed", "over"));
  for (const one of waiting) await assert.rejects(one, { code: "closed" });
  slow.end();
  assert.equal(await first, "slow");
  assert.equal(await turns.take(async () => "next"), "next");
});

test("nobody who was dropped listens any more whether they are aborted", async () => {
  const turns = new Turns();
  const { signal } = new AbortController();
  const slow = task([], "slow");
  const first = turns.take(slow.act, signal);
  const waiting = turns.take(slow.act, signal);
  assert.equal(getEventListeners(signal, "abort").length, 1);
  turns.drop(new WsmtpError("closed", "over"));
  await assert.rejects(waiting, { code: "closed" });
  assert.equal(getEventListeners(signal, "abort").length, 0);
  slow.end();
  await first;
});
