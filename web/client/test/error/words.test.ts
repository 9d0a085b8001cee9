import assert from "node:assert/strict";
import { test } from "node:test";

import { toError } from "../../src/error/failure.js";
import type { Failure } from "../../src/error/report.js";

const NOTHING = { cause: null, remedy: null, temporary: false, step: null, reply: null };

/** The sentence of a failure of which this is known. */
function sentence(known: Pick<Failure, "code"> & Partial<Failure>): string {
  return toError({ ...NOTHING, recipient: null, reason: null, ...known }).message;
}

test("a cause and what to do about it are one sentence", () => {
  const cause = "the connection to the gateway broke";
  assert.equal(sentence({ code: "gateway-down", cause }), cause);
  const remedy = "check the network, then try again";
  assert.equal(sentence({ code: "gateway-down", cause, remedy }), `${cause}: ${remedy}`);
});

test("a refusal says what was refused, why, and what the server said", () => {
  const reply = { code: 550, enhanced: "5.1.8", text: "no\nnot you" };
  assert.equal(
    sentence({ code: "sender-refused", step: "mail", reply }),
    "the server refused the sender: the domain of the sender's address does not exist or takes no replies " +
      "(it said: 550 5.1.8 no / not you)",
  );
  const full = { code: 452, enhanced: null, text: "full" };
  assert.match(
    sentence({ code: "recipient-refused", step: "recipient", reply: full, recipient: "bob@y" }),
    /^the server refused the recipient bob@y: .* later may help \(it said: 452 full\)$/,
  );
});

test("a server that ends the session is said to end it, whatever it was asked", () => {
  const reply = { code: 421, enhanced: null, text: "bye" };
  assert.match(
    sentence({ code: "server-closed", step: "mail", reply }),
    /^the server ended the session: /,
  );
});

test("what the page's user can mend is said in place of what the server means", () => {
  const reply = { code: 535, enhanced: "5.7.8", text: "no" };
  assert.match(
    sentence({ code: "wrong-password", step: "auth", reply }),
    /^the server refused the sign-in: .* wrong, check both \(it said: 535 5\.7\.8 no\)$/,
  );
  assert.match(
    sentence({ code: "sign-in-needed", step: "mail", reply: { ...reply, code: 530 } }),
    /give a user name and a password/,
  );
});

test("a gateway that could say no sentence is understood by its close code", () => {
  assert.match(sentence({ code: "token-expired" }), /^the token has expired: reload the page/);
  assert.equal(sentence({ code: "shutting-down" }), "the gateway ended the session: shutting-down");
});

test("an unknown outcome says why, and in place of what to do about that, to look for the mail", () => {
  const reason: Failure = {
    ...NOTHING,
    ...{ code: "gateway-down", cause: "the connection broke", remedy: "try again" },
    ...{ recipient: null, reason: null },
  };
  assert.match(
    sentence({ code: "outcome-unknown", reason }),
    /^nobody knows .* look for it before sending it again: the connection broke$/,
  );
});

test("a long reply is cut between characters", () => {
  const reply = { code: 554, enhanced: null, text: "\u{1f600}".repeat(1000) };
  const message = sentence({ code: "message-refused", step: "content", reply });
  assert.match(message, /\u{1f600}…\)$/u);
  assert.ok(message.length < 1200);
});
