import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type FaultStage,
  type SetupRule,
  loadPractice,
  readSetup,
  writeSetup,
} from "wsmtp-practice";

import {
  type Fault,
  STAGES,
  actionsAt,
  freshAction,
  hasAddress,
  moved,
} from "../src/setup/fault.js";
import { MAX_SETUP, readLink, writeLink } from "../src/setup/link.js";
import { EXTENSIONS, readOffers, writeOffers } from "../src/setup/offers.js";
import { ruleInWords } from "../src/setup/rule-words.js";
import { TEMPLATES } from "../src/setup/templates.js";

const PAGE = "https://learn.test/learn.html?x=1#old";
const SETUP =
  "# for today\nrecipient *@late.test first 2: reply 451 4.2.1 try & wait +1 #\nline: slow 200/s\n";

test("what a link carries comes out as it went in", () => {
  const link = writeLink(PAGE, { setup: SETUP, lesson: "first-mail" });
  assert.ok(link.startsWith("https://learn.test/learn.html?x=1#lesson=first-mail&setup="));
  assert.doesNotMatch(link, /[\s<>"]/);
  assert.deepEqual(readLink(new URL(link).hash), { setup: SETUP, lesson: "first-mail" });
});

test("a link may carry a lesson alone, a setup alone, or nothing", () => {
  assert.deepEqual(readLink("#lesson=ehlo"), { setup: undefined, lesson: "ehlo" });
  assert.deepEqual(readLink("#setup="), { setup: "", lesson: undefined });
  assert.deepEqual(readLink(""), { setup: undefined, lesson: undefined });
  assert.deepEqual(readLink("#elsewhere"), { setup: undefined, lesson: undefined });
  assert.equal(
    writeLink("https://learn.test/learn.html", { lesson: "ehlo" }),
    "https://learn.test/learn.html#lesson=ehlo",
  );
});

test("what is too long is neither read nor written, and the error says what to do", () => {
  const long = "x".repeat(MAX_SETUP + 1);
  assert.throws(() => writeLink(PAGE, { setup: long }), /6001: share its text in another way$/);
  assert.throws(() => readLink(`#setup=${long}`), /ask for its text$/);
  assert.throws(() => readLink(`#${"&".repeat(1_000_000)}`), /ask for its text$/);
  const most = "\u{1f600}".repeat(MAX_SETUP / 4).slice(0, MAX_SETUP / 4);
  assert.equal(readLink(new URL(writeLink(PAGE, { setup: most })).hash).setup, most);
});

test("a link that hides something, or names no lesson, is refused", () => {
  for (const hidden of ["%00", "%1b[2J", "%E2%80%AE", "%C2%9B", "%0D"]) {
    assert.throws(() => readLink(`#setup=greeting${hidden}`), /hide what it says/);
  }
  for (const lesson of ["../../x", "<b>", "", "A", "a".repeat(65), "javascript:alert(1)"]) {
    assert.throws(() => readLink(`#lesson=${encodeURIComponent(lesson)}`), /names no lesson/);
  }
});

test("offers come out as they went in, whatever the form has no field for", () => {
  const items = [
    "-pipelining",
    "chunking",
    "size=1000",
    "auth=clear",
    "-dsn",
    "recipients=3",
    "-mt-priority",
  ];
  const offers = readOffers(items);
  assert.deepEqual(offers.extensions, { pipelining: false, chunking: true, dsn: false });
  assert.deepEqual(offers.others, ["recipients=3", "-mt-priority"]);
  assert.deepEqual(writeOffers(offers).sort(), items.sort());
  assert.deepEqual(writeOffers(readOffers([])), []);
  assert.deepEqual(writeOffers(readOffers(["constructor"])), ["constructor"]);
});

const LATE: Fault = {
  type: "fault",
  stage: "content",
  pattern: "*@late.test",
  first: 2,
  action: { type: "cut", after: 1_000 },
};

test("a fault that moves to another stage keeps what makes sense there", () => {
  assert.deepEqual(moved(LATE, "verdict"), {
    ...LATE,
    stage: "verdict",
    action: { type: "cut", after: 0 },
  });
  assert.deepEqual(moved(LATE, "greeting").pattern, "*");
  const stripped: Fault = { ...LATE, stage: "starttls", pattern: "*", action: { type: "strip" } };
  assert.equal(moved(stripped, "ehlo").action.type, "reply");
  for (const stage of Object.keys(STAGES) as FaultStage[]) {
    const action = moved(LATE, stage).action;
    assert.ok(actionsAt(stage).includes(action.type));
    assert.ok(actionsAt(stage).every((type) => freshAction(type, stage).type === type));
    assert.equal(moved(LATE, stage).pattern === "*", !hasAddress(stage));
  }
});

test("rules are told in plain words", () => {
  const rules: SetupRule[] = [
    LATE,
    {
      ...LATE,
      stage: "recipient",
      first: 1,
      action: { type: "reply", code: 451, text: "4.2.1 later" },
    },
    { type: "slow", octetsPerSecond: 200 },
    { type: "auth", auth: "none" },
    {
      ...LATE,
      stage: "auth",
      pattern: "*",
      first: 1,
      action: { type: "reply", code: 235, text: "hi" },
    },
    { type: "fault", stage: "starttls", pattern: "*", first: null, action: { type: "strip" } },
  ];
  assert.deepEqual(rules.map(ruleInWords), [
    "Within a mail, for a recipient *@late.test, the first 2 times: the connection is cut after 1000 octets",
    "In answer to RCPT, for a recipient *@late.test, the first time: 451 4.2.1 later",
    "The line carries 200 octets a second",
    "Nobody can sign in",
    "When a user signs in (any) with the right password, the first time: 235 hi",
    "In answer to STARTTLS: STARTTLS is neither offered nor taken, as if somebody stripped it",
  ]);
});

test("each template of the menu has words of its own", () => {
  const words = Object.values(TEMPLATES)
    .flat()
    .map((template) => template.words);
  assert.equal(new Set(words).size, words.length);
});

test("the server takes each template of the menu, and gives it back", async () => {
  await loadPractice();
  for (const { words, rule } of Object.values(TEMPLATES).flat()) {
    assert.deepEqual(readSetup(writeSetup([rule])), [rule], words);
  }
});

test("the server takes whatever the form makes of a fault at any stage", async () => {
  await loadPractice();
  for (const stage of Object.keys(STAGES) as FaultStage[]) {
    const fault = moved({ ...LATE, first: null }, stage);
    for (const type of actionsAt(stage)) {
      const rule = { ...fault, action: freshAction(type, stage) };
      assert.deepEqual(readSetup(writeSetup([rule])), [rule], `${type} at ${stage}`);
    }
  }
});

test("the server knows each extension that the form has a box for", async () => {
  await loadPractice();
  const offers = Object.keys(EXTENSIONS).map((name) => `-${name}`);
  assert.deepEqual(readSetup(writeSetup([{ type: "offer", offers }])), [{ type: "offer", offers }]);
});
