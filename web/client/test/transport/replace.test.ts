import assert from "node:assert/strict";
import { test } from "node:test";

import { ERROR_CODES } from "../../src/error/code.js";
import { WsmtpError } from "../../src/error/error.js";
import { mayReplace } from "../../src/transport/replace.js";

const LIMITED = { capabilities: ["SIZE 1000", "LIMITS MAILMAX=2"] };

test("a mail is begun again where the session was dead, and for no other reason", () => {
  const again = ERROR_CODES.filter((code) => mayReplace(new WsmtpError(code, ""), false, LIMITED));
  assert.deepEqual(again, [
    "bytes-exceeded",
    "server-closed",
    "idle-timeout",
    "session-timeout",
    "shutting-down",
    "protocol",
    "limit",
    "timeout",
    "gateway-down",
    "closed",
  ]);
});

test("a mail of which anything was taken is never begun again", () => {
  for (const code of ERROR_CODES) {
    assert.equal(mayReplace(new WsmtpError(code, ""), true, LIMITED), false, code);
    for (const step of ["chunk", "content"] as const) {
      assert.equal(mayReplace(new WsmtpError(code, "", { step }), false, LIMITED), false, code);
    }
  }
  assert.equal(
    mayReplace(new WsmtpError("server-closed", "", { step: "mail" }), false, LIMITED),
    true,
  );
});

test("a mail that asks for too much is begun again where its session may have been spent alone", () => {
  const error = new WsmtpError("limit", "");
  assert.equal(mayReplace(error, false, LIMITED), true);
  assert.equal(mayReplace(error, false, { capabilities: ["SIZE 1000"] }), false);
});
