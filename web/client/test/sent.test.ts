import assert from "node:assert/strict";
import { test } from "node:test";

import type { Failure } from "../src/error/report.js";
import type { Done } from "../src/runtime/wire.js";
import { WsmtpError } from "../src/error/error.js";
import { readMessage } from "../src/compose/message.js";
import { sentInfo } from "../src/session/sent.js";

const letter = await readMessage({ from: "a@x", to: ["b@y", "c@y"], messageId: "1@x" });
const refused: Failure = {
  code: "recipient-refused",
  cause: null,
  remedy: null,
  temporary: false,
  step: "recipient",
  reply: { code: 550, enhanced: "5.1.1", text: "no such user" },
  recipient: "c@y",
  reason: null,
};

test("a mail that some recipients do not get is sent, and says who", () => {
  const reply = { code: 250, enhanced: "2.0.0", text: "queued\nas 42" };
  const done: Done = {
    type: "done",
    server: "mx.y",
    accepted: ["b@y"],
    rejected: [refused],
    reply,
    failure: null,
  };
  const info = sentInfo(letter, done);
  assert.equal(info.server, "mx.y");
  assert.deepEqual(info.accepted, ["b@y"]);
  assert.deepEqual(info.rejected, ["c@y"]);
  assert.equal(info.rejectedErrors[0]?.reply?.enhanced, "5.1.1");
  assert.equal(info.messageId, "<1@x>");
  assert.equal(info.response, "250 2.0.0 queued as 42");
});

test("a mail that nobody gets is an error with the server's reply", () => {
  const done: Done = {
    type: "done",
    server: "mx.y",
    accepted: [],
    rejected: [refused],
    reply: null,
    failure: refused,
  };
  assert.throws(
    () => sentInfo(letter, done),
    (error) =>
      error instanceof WsmtpError &&
      error.code === "recipient-refused" &&
      error.recipient === "c@y" &&
      error.reply?.code === 550 &&
      error.rejectedErrors?.length === 1,
  );
});
