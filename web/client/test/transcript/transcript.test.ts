import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { Transcript, type TranscriptLine } from "wsmtp";

/** The dialogues that the engine is held to. */
const DIALOGUES = new URL("../../../../../../tests/transcripts/", import.meta.url);

const LINES: TranscriptLine[] = [
  { direction: "S", text: "220 mx \\o/", meaning: "the server is ready", at: 10 },
  { direction: "C", text: "", meaning: "", at: 20.5 },
  { direction: "C", text: "\ttab, end ", meaning: "", at: 21 },
  { direction: "S", text: "<eof>", meaning: "", at: 30 },
];

function recorded(lines: readonly TranscriptLine[]): Transcript {
  const source = new EventTarget();
  const transcript = Transcript.record(source);
  for (const detail of lines) source.dispatchEvent(new CustomEvent("transcript", { detail }));
  return transcript;
}

function said(transcript: Transcript): string[] {
  return [...transcript].map(({ direction, text }) => `${direction}: ${text}`);
}

test("a dialogue reads back as what was said, whatever that looks like", () => {
  const text = recorded(LINES).toText();
  assert.equal(text, "S: 220 mx \\\\o/\nC:\nC: \\ttab, end\\x20\nS: \\x3ceof>\n");
  assert.deepEqual(said(Transcript.parse(text)), said(recorded(LINES)));
});

test("JSON keeps times and meanings too", () => {
  const kept = JSON.stringify(recorded(LINES));
  assert.deepEqual([...Transcript.parse(kept)], LINES);
});

test("every dialogue of the engine's can be read, and reads back the same", () => {
  const files = readdirSync(DIALOGUES, { recursive: true, encoding: "utf8" });
  const dialogues = files.filter((file) => file.endsWith(".smtp"));
  let lines = 0;
  for (const file of dialogues) {
    const text = readFileSync(new URL(file, DIALOGUES), "utf8");
    // Beyond what is shown of one line.
    if (/\\\{\d{4,}\}/.test(text)) continue;
    const transcript = Transcript.parse(text);
    lines += transcript.length;
    assert.deepEqual([...Transcript.parse(transcript.toText())], [...transcript], file);
  }
  assert.ok(lines > 1000, `${lines} lines`);
});

test("what is no transcript is refused, and the line named", () => {
  const line = { direction: "C", text: "", meaning: "", at: 0 };
  const record = (lines: unknown, more = {}) =>
    JSON.stringify({ format: "wsmtp-transcript", version: 1, lines, ...more });
  const cases: [string, RegExp][] = [
    ["S: 220 hi\nX: no", /^line 2 .*neither C: nor S:/],
    ["S: a\\q", /^line 1 .*no such escape/],
    ["S: a\\{9999}", /^line 1 .*too often/],
    ["S: \\{2}", /^line 1 .*repeats nothing/],
    ["S: a\\{1}", /^line 1 .*repeats nothing/],
    [`C: ${"x".repeat(8193)}`, /^line 1 .*longer than 8192/],
    ["S*100001: x", /^line 1 .*beyond 100000 lines/],
    ["C:\n".repeat(100_001), /^line 100001 .*beyond 100000 lines/],
    ["#".repeat(32 * 1024 * 1024 + 1), /^all .*longer than/],
    ["{", /^all .*no JSON/],
    ["{}", /^the beginning .*version 1/],
    [record([], { version: 2 }), /version 1/],
    [record({}), /list of at most/],
    [record(Array(100_001).fill(line)), /list of at most/],
    [record([line, null]), /^line 2 .*no object/],
    [record([{ ...line, direction: "X" }]), /neither C nor S/],
    [record([{ ...line, text: 1 }]), /no text/],
    [record([{ ...line, meaning: [] }]), /no text/],
    [record([{ ...line, at: -1 }]), /its time/],
    [record([{ ...line, at: 1e300 }]), /its time/],
    [record([{ ...line, at: "0" }]), /its time/],
  ];
  for (const [text, message] of cases) {
    const parse = (): Transcript => Transcript.parse(text);
    assert.throws(parse, { code: "bad-input", message }, text.slice(0, 60));
  }
});

test("a transcript says no more than its bound, however little is written", () => {
  const line = "S*1000: a\\{8192}\n";
  const bounded = Transcript.parse(line.repeat(4));
  assert.equal(bounded.toText().length, 4000 * (8192 + "S: \n".length));
  const message = /^line 5 .*beyond 33554432 characters/;
  assert.throws(() => Transcript.parse(line.repeat(5)), { code: "bad-input", message });
  assert.throws(() => Transcript.parse("S*100000: a\\{8192}"), { code: "bad-input" });
});

test("a line of escapes without end is read no further than a line may be", () => {
  for (const escapes of ["\\{2}", "\\t", "\\x41", "a\\\\"]) {
    const text = `S: a${escapes.repeat(6_000_000)}\\q`;
    const parse = (): Transcript => Transcript.parse(text);
    assert.throws(parse, { code: "bad-input", message: /^line 1 .*longer than 8192/ }, escapes);
  }
});

test("what is recorded can always be written, as the oldest go", () => {
  const text = "\\".repeat(8192);
  const lines = Array<TranscriptLine>(5000).fill({ direction: "S", text, meaning: "", at: 0 });
  const transcript = recorded(lines);
  assert.equal(transcript.length, 4096);
  assert.equal(transcript.toText().length, 4096 * (2 * 8192 + "S: \n".length));
});

test("nothing in a transcript can do harm where it is shown", () => {
  const hostile = "\u001b[2J \u0000 \u2028 \ud800";
  const shown = "\ufffd[2J \ufffd \ufffd \ufffd";
  const json = JSON.stringify({
    format: "wsmtp-transcript",
    version: 1,
    lines: [{ direction: "S", text: hostile, meaning: hostile, at: 0, __proto__: { admin: 1 } }],
  });
  assert.deepEqual(
    [...Transcript.parse(json)],
    [{ direction: "S", text: shown, meaning: shown, at: 0 }],
  );
  assert.deepEqual(said(Transcript.parse("S: \\x1b[2J\u2028")), ["S: \ufffd[2J\ufffd"]);
});

test("a recording ends when its signal says so, and forgets the oldest beyond its bound", () => {
  const source = new EventTarget();
  const stop = new AbortController();
  const transcript = Transcript.record(source, stop.signal);
  const say = (at: number): void => {
    const detail = { ...LINES[0], at };
    source.dispatchEvent(new CustomEvent("transcript", { detail }));
  };
  for (let at = 0; at < 100_002; at++) say(at);
  stop.abort();
  say(0);
  const [first] = transcript;
  assert.deepEqual([transcript.length, first?.at], [100_000, 2]);
});

test("a replay takes as long as the session did, or as is wished", async ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const heard: string[] = [];
  const play = async (speed: number): Promise<void> => {
    for await (const { text } of recorded(LINES).replay({ speed })) heard.push(text);
  };
  const done = play(0.5);
  // A line is said, then the next waits for its time.
  const settle = (): Promise<void> => new Promise((next) => setImmediate(next));
  await settle();
  assert.equal(heard.length, 1);
  mock.timers.tick(20);
  await settle();
  assert.equal(heard.length, 1);
  mock.timers.tick(1);
  await settle();
  assert.equal(heard.length, 2);
  mock.timers.tick(1);
  await settle();
  mock.timers.tick(18);
  await done;
  assert.equal(heard.length, 4);
  await play(Infinity);
  assert.equal(heard.length, 8);
});

test("a replay can be ended while it waits, and has to move", async () => {
  const stop = new AbortController();
  const heard: string[] = [];
  const replay = async (): Promise<void> => {
    for await (const { text } of recorded(LINES).replay({ speed: 1e-6, signal: stop.signal })) {
      heard.push(text);
      queueMicrotask(() => stop.abort("enough"));
    }
  };
  await assert.rejects(replay(), { code: "closed", cause: "enough" });
  assert.equal(heard.length, 1);
  for (const speed of [0, -1, NaN]) {
    await assert.rejects(recorded(LINES).replay({ speed }).next(), { code: "bad-input" });
  }
});
