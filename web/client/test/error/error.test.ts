import assert from "node:assert/strict";
import { test } from "node:test";

import { WsmtpError, about } from "../../src/error/error.js";
import { unknown } from "../../src/error/failure.js";

test("an error of a whole mail, told of one recipient, is about that one alone", () => {
  const reply = { code: 451, enhanced: "4.7.1", text: "later" };
  const details = { temporary: true, reply, explanation: "later", step: "mail" } as const;
  const cause = new Error("the reason");
  const rejectedErrors = [new WsmtpError("recipient-refused", "no", { recipient: "eve@y" })];
  const whole = new WsmtpError("sender-refused", "no", { ...details, cause, rejectedErrors });
  const one = about(whole, "bob@y");
  const named = { name: "WsmtpError", code: "sender-refused", recipient: "bob@y" };
  assert.deepEqual({ ...one }, { ...named, ...details, rejectedErrors: undefined });
  assert.deepEqual([one.message, one.cause], ["no", cause]);
});

test("what nobody foresaw leaves it open whether a mail was taken, and is the cause", () => {
  const cause = new TypeError("x is undefined");
  const { code, message, cause: kept } = unknown(cause);
  assert.equal(code, "outcome-unknown");
  assert.match(message, /^nobody knows whether the mail was taken.*: x is undefined$/);
  assert.equal(kept, cause);
});
