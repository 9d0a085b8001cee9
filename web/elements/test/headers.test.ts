import assert from "node:assert/strict";
import { test } from "node:test";

import { fileName } from "../src/file-name.js";
import { readHops } from "../src/inbox/headers/hops.js";
import { meaningOf } from "../src/inbox/headers/meaning.js";

test("hops are told from the first to the last, with the time between", () => {
  const hops = readHops([
    "from b.example (b.example [192.0.2.2]) by c.example with ESMTPS id 1 for <x@c.example>; Fri, 21 Nov 1997 10:01:22 -0600",
    "from [198.51.100.7] (helo=from by (with) for) by b.example (Postfix) with esmtpsa (TLS1.3); Fri, 21 Nov 1997 16:01:15 +0000 (UTC)",
  ]);
  assert.deepEqual(
    hops.map(({ from, by, protocol, for: recipient, took }) => [
      from,
      by,
      protocol,
      recipient,
      took,
    ]),
    [
      [
        "[198.51.100.7] (helo=from by (with) for)",
        "b.example (Postfix)",
        "ESMTP, inside TLS, signed in",
        "",
        undefined,
      ],
      ["b.example (b.example [192.0.2.2])", "c.example", "ESMTP, inside TLS", "x@c.example", 7],
    ],
  );
});

test("a stamp that says nothing is a hop all the same", () => {
  const [hop] = readHops([""]);
  assert.deepEqual(hop, {
    from: "",
    by: "",
    protocol: "",
    for: "",
    at: undefined,
    took: undefined,
  });
  assert.equal(readHops(["by x; not a date"])[0]?.at, undefined);
  assert.ok(readHops(Array.from({ length: 1_000 }, () => "by x")).length <= 100);
  assert.equal(readHops([`from ${"(".repeat(100_000)}`]).length, 1);
});

test("fields are known in any case, by family where not by name, and some not at all", () => {
  assert.match(meaningOf("SUBJECT")?.words ?? "", /what the mail is about/i);
  assert.match(meaningOf("Resent-From")?.words ?? "", /sent the mail on/);
  assert.match(meaningOf("X-Anything")?.words ?? "", /own making/);
  assert.match(meaningOf("Received")?.source ?? "", /^RFC 5321 section/);
  for (const name of ["Zzz", "", "constructor", "__proto__", "toString"]) {
    assert.equal(meaningOf(name), undefined, name);
  }
});

test("a file's name keeps its end, and loses its tricks", () => {
  assert.equal(fileName("notes.txt"), "notes.txt");
  assert.equal(fileName("a\u202efdp.exe\u2066\x1b"), "a\ufffdfdp.exe\ufffd\u241b");
  const long = fileName(`${"x".repeat(10_000)}.tar.gz`);
  assert.ok(long.length <= 120 && long.endsWith("xxx.tar.gz") && long.includes("…"));
});
