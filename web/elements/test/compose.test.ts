import assert from "node:assert/strict";
import { test } from "node:test";

import { doubtsOf } from "../src/compose/doubts.js";
import { fromMessage, toMessage } from "../src/compose/letter.js";
import { begunBy, readMailto } from "../src/compose/mailto.js";
import type { Asked } from "../src/compose/mailto.js";
import { attribution, replyTo } from "../src/compose/reply.js";
import { BLANK } from "../src/drafts/draft.js";

test("a mailto link fills the fields that a link may fill", () => {
  const link =
    "mailto:ada@x.org,bob@x.org?to=eve@x.org&CC=c%2B1@x.org&bcc=b@x.org&subject=A%20%26+B%0d%0aBcc:%20x&body=one%0D%0Atwo&attach=/etc/passwd&from=me@x.org";
  assert.deepEqual(readMailto(link), {
    to: "ada@x.org,bob@x.org, eve@x.org",
    cc: "c+1@x.org",
    bcc: "b@x.org",
    subject: "A &+B Bcc: x",
    body: "one\r\ntwo",
  });
});

test("a page's address asks by its query, and hands on whole links", () => {
  const page = "https://mail.test/index.html";
  assert.deepEqual(readMailto(`${page}?to=ada+tag@x.org&in-reply-to=%3C1@x%3E#top`), {
    to: "ada+tag@x.org",
    inReplyTo: "<1@x>",
  });
  assert.deepEqual(readMailto(`${page}?mailto=mailto%3Aada%40x.org%3Fsubject%3DHi%2520Ada`), {
    to: "ada@x.org",
    subject: "Hi Ada",
  });
});

test("a link that asks for nothing, or badly, asks for nothing", () => {
  for (const link of [
    "",
    "mailto:",
    "https://mail.test/",
    "?attach=x",
    "?mailto=javascript:alert(1)",
  ]) {
    assert.equal(readMailto(link), null);
  }
  assert.deepEqual(readMailto("mailto:%E0%A4%A@x"), { to: "%E0%A4%A@x" });
  assert.equal(readMailto(`?body=${"a".repeat(1_000_000)}`)?.body?.length, 20_000);
});

const MAIL = {
  from: "Ada Lovelace <ada@x.org>",
  to: "me@x.org, Bob <bob@x.org>",
  cc: "ADA@x.org, carol@x.org, bob@x.org",
  subject: "RE: Aw: Re[2]: Notes",
  messageId: "3@x.org",
  references: "<1@x.org>\r\n <2@x.org>",
};

test("an answer goes to the one who wrote, in the same conversation", () => {
  const reply = replyTo(MAIL);
  assert.equal(reply.to, "Ada Lovelace <ada@x.org>");
  assert.equal(reply.cc, "");
  assert.equal(reply.subject, "Re: Notes");
  assert.equal(reply.inReplyTo, "<3@x.org>");
  assert.equal(reply.references, "<1@x.org> <2@x.org> <3@x.org>");
});

test("an answer to all names everybody once, and not whoever answers", () => {
  const reply = replyTo({ ...MAIL, replyTo: "list@x.org" }, { all: true, self: ["Me@x.org"] });
  assert.equal(reply.to, "list@x.org");
  assert.equal(reply.cc, "Bob <bob@x.org>, ADA@x.org, carol@x.org");
  assert.equal(replyTo(MAIL, { all: true, self: ["me@x.org"] }).cc, "Bob <bob@x.org>, carol@x.org");
});

test("an answer to a long conversation keeps its beginning and its end", () => {
  const references = Array.from({ length: 200 }, (_, at) => `<${at}@x>`).join(" ");
  const ids = replyTo({ from: "a@x.org", messageId: "<last@x>", references }).references.split(" ");
  assert.equal(ids.length, 50);
  assert.deepEqual([ids[0], ids[49]], ["<0@x>", "<last@x>"]);
});

test("an answer to a header field that is none goes to nobody yet", () => {
  assert.equal(replyTo({ from: "<<<" }).to, "");
  assert.match(attribution({ from: "<<<" }), /^<<< wrote:$/);
  assert.match(
    attribution({ ...MAIL, date: new Date(0) }),
    /^On .*19(69|70).*, Ada Lovelace wrote:$/,
  );
});

test("an id that no mail can repeat is left out of what answers it", () => {
  const odd = replyTo({ from: "a@x.org", messageId: "<2@x>", references: "‹ünï@x> <1@x> <a b@x>" });
  assert.equal(odd.references, "<1@x> <ab@x> <2@x>");
  assert.equal(odd.inReplyTo, "<2@x>");
  const none = replyTo({
    from: "a@x.org",
    messageId: "‹ünï@x>",
    references: `<${"1".repeat(2_000)}@x>`,
  });
  assert.equal(none.references, "");
  assert.equal(none.inReplyTo, "");
  assert.equal(begunBy({ to: "a@x.org", inReplyTo: "‹ünï>" }).inReplyTo, "");
  assert.equal(begunBy({ inReplyTo: "1@x" }).inReplyTo, "<1@x>");
});

test("a field that a page leaves undefined is empty", () => {
  const asked = { to: "a@x.org", cc: undefined, body: undefined } as unknown as Asked;
  assert.deepEqual(begunBy(asked), { ...BLANK, to: "a@x.org" });
});

test("a mail that the outbox gives back is what was written", async () => {
  const draft = {
    ...BLANK,
    from: "me@x.org",
    to: "ada@x.org",
    subject: "Notes",
    body: {
      html: `<p>See <img src="cid:dot"></p>`,
      text: "See",
      images: [{ cid: "dot", file: new File(["dot"], "dot.png", { type: "image/png" }) }],
    },
    files: [new File(["notes"], "notes.txt", { type: "text/plain" })],
    inReplyTo: "<3@x.org>",
    references: "<1@x.org> <3@x.org>",
  };
  assert.deepEqual(await fromMessage(toMessage(draft), false), draft);
  const plain = toMessage({ ...draft, plain: true });
  assert.equal(plain.html, undefined);
  assert.equal([...(plain.attachments ?? [])].length, 1);
});

test("a mail without text is gone on with as its writer writes, and plain text stays plain", async () => {
  const empty = toMessage({ ...BLANK, from: "me@x.org", to: "ada@x.org" });
  assert.equal((await fromMessage(empty, false)).plain, false);
  assert.equal((await fromMessage(empty, true)).plain, true);
  const plain = toMessage({ ...BLANK, body: { ...BLANK.body, text: "Hi" }, plain: true });
  assert.equal((await fromMessage(plain, false)).plain, true);
});

test("a mail that a script wrote is gone on with whole, or not at all", async () => {
  const attachments = [
    { content: "hello", filename: "hello.txt" },
    { content: new Uint8Array([104, 105]), filename: "hi.bin", contentType: "text/x-hi" },
    { content: "seen nowhere", cid: "nowhere" },
  ];
  const { files, body } = await fromMessage({ text: "Hi", attachments }, false);
  const read = await Promise.all(files.map(async (file) => [file.name, await file.text()]));
  assert.deepEqual(read, [
    ["hello.txt", "hello"],
    ["hi.bin", "hi"],
    ["attachment", "seen nowhere"],
  ]);
  assert.equal(files[1]?.type, "text/x-hi");
  assert.deepEqual(body.images, []);
  const href = [{ href: "https://x.test/a" }];
  for (const [mail, lost] of [
    [{ replyTo: "ada@x.org" }, /lose its replyTo/],
    [{ attachments: href }, /lose its href/],
    [{ text: { content: "hi" } }, /cannot show it/],
  ] as const) {
    await assert.rejects(fromMessage(mail, false), lost);
  }
});

test("a mail is asked about that has no subject or speaks of a file that is not there", () => {
  const kinds = (subject: string, text: string, files: File[] = []): string[] =>
    doubtsOf({ ...BLANK, subject, body: { ...BLANK.body, text }, files }, false).map(
      ({ kind }) => kind,
    );
  assert.deepEqual(kinds("Hi", "See you"), []);
  assert.deepEqual(kinds(" ", "I attach the notes"), ["subject", "attachment"]);
  assert.deepEqual(kinds("Hi", "Die Datei ist im Anhang."), ["attachment"]);
  assert.deepEqual(kinds("Hi", "attached", [new File([], "a")]), []);
  assert.deepEqual(kinds("Re: Hi", "Thanks!\n\n> the file is attached"), []);
  assert.deepEqual(kinds("Hi", "no strings or attachés"), []);
  assert.deepEqual(
    doubtsOf({ ...BLANK, subject: "Hi" }, true).map(({ kind }) => kind),
    ["size"],
  );
});
