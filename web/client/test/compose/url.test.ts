import assert from "node:assert/strict";
import { test } from "node:test";

import { parseAddresses } from "../../src/compose/address.js";
import { parsedUrl } from "../../src/compose/url.js";
import { Gateway } from "../../src/session/gateway.js";

test("an address of the web is read without what browsers have learnt since", (test) => {
  test.mock.method(URL, "canParse", () => assert.fail("Chrome 120, Firefox 115, Safari 17"));
  assert.equal(parsedUrl("a?b", "https://x/")?.href, "https://x/a?b");
  assert.equal(parsedUrl("a?b"), null);
  assert.equal(parseAddresses("a@bücher.example")[0]?.address, "a@xn--bcher-kva.example");
  assert.equal(new Gateway("https://x").tunnel, "wss://x/tunnel");
});
