import assert from "node:assert/strict";
import { test } from "node:test";

import { countMails, fits } from "../src/inbox/search.js";

test("a mail is found by any of its addresses and its subject, in any case of letters", () => {
  const mail = {
    ...{ id: 1, received: 0, size: 0, subject: "Grüße aus Wien" },
    ...{ from: "ada@example.org", to: ["bob@example.net", "eve@example.com"] },
  };
  for (const wanted of ["", " ADA@ ", "eve", "GRÜßE", "aus wien"]) {
    assert.ok(fits(mail, wanted), wanted);
  }
  assert.ok(!fits(mail, "ada bob"));
});

test("mails are counted in words", () => {
  assert.equal(countMails(1, 1, 0), "1 mail");
  assert.equal(countMails(3, 3, 2), "3 mails, 2 unread");
  assert.equal(countMails(3, 1, 0), "1 of 3 mails");
});
