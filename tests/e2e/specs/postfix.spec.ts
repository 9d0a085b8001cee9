import { randomBytes } from "node:crypto";
import type { AddressObject } from "mailparser";
import { openWithTransport, send } from "../parts/client.js";
import { Editor } from "../parts/editor.js";
import { expect, test } from "../parts/fixtures.js";

test("a mail written in the page lies in Postfix's mailbox, part by part", async ({
  postfix,
  compose,
  gatewayTo,
}) => {
  const { user, password } = postfix.report;
  const gateway = await gatewayTo(postfix.upstream);
  const picture = randomBytes(5 * 1024 * 1024);
  const text = "Liebe Grüße aus dem Browser,\n\n.a dot\n..two dots\n.\n\n日本語 & <b>no bold</b>";

  await compose.open(gateway.url());
  await new Editor(compose.page).ready();
  await compose.signIn(user, password);
  await compose.fill({
    From: `Alice Løvelace <${user}>`,
    To: `"Bob, Übermittler" <bob@postfix.test>`,
    Cc: "Carol <carol@postfix.test>",
    Subject: "Grüße – 挨拶 ☃",
    Text: text,
  });
  await compose.attach(
    { name: "Überblick ☃.bin", mimeType: "application/octet-stream", buffer: picture },
    { name: "empty.txt", mimeType: "text/plain", buffer: Buffer.alloc(0) },
  );
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");

  const mail = await postfix.stored("bob@postfix.test", "Grüße – 挨拶 ☃");
  expect(mail.from?.value).toEqual([{ name: "Alice Løvelace", address: user }]);
  expect(addresses(mail.to)).toEqual([{ name: "Bob, Übermittler", address: "bob@postfix.test" }]);
  expect(addresses(mail.cc)).toEqual([{ name: "Carol", address: "carol@postfix.test" }]);
  expect(mail.text?.trimEnd()).toBe(text);
  expect(mail.html).toContain("<div>Liebe Grüße aus dem Browser,</div>");
  expect(mail.html).toContain("<div>.a dot</div>\n<div>..two dots</div>\n<div>.</div>");
  expect(mail.html).toContain("<div>日本語 &amp; &lt;b&gt;no bold&lt;/b&gt;</div>");
  expect(mail.attachments.map(({ filename }) => filename)).toEqual([
    "Überblick ☃.bin",
    "empty.txt",
  ]);
  expect(mail.attachments[0]?.content.equals(picture)).toBe(true);
  expect(mail.attachments[1]?.content.length).toBe(0);
});

test("a hidden recipient gets the mail and is not in it", async ({
  postfix,
  compose,
  gatewayTo,
}) => {
  const { user, password } = postfix.report;
  const gateway = await gatewayTo(postfix.upstream);
  await compose.open(gateway.url());
  await compose.signIn(user, password);
  await compose.fill({ From: user, Bcc: "carol@postfix.test", Subject: "Hidden", Text: "Psst." });
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
  const mail = await postfix.stored("carol@postfix.test", "Hidden");
  expect(mail.headers.has("bcc")).toBe(false);
  expect(mail.to).toBeUndefined();
});

test("a mail goes where TLS is from the start", async ({ postfix, compose, gatewayTo, page }) => {
  const { user, password, implicit } = postfix.report;
  const gateway = await gatewayTo({ ...postfix.upstream, port: implicit, tls: "implicit" });
  await compose.open(gateway.url());
  await compose.signIn(user, password);
  await compose.fill({ From: user, To: "bob@postfix.test", Subject: "Wrapped", Text: "Hello." });
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
  expect(await compose.conversation()).not.toContain("C STARTTLS");
  await expect(page.locator("wsmtp-transcript .tls")).toContainText("mail.postfix.test");
  expect((await postfix.stored("bob@postfix.test", "Wrapped")).text?.trim()).toBe("Hello.");
});

test("Postfix hears no password, and proves that it knows it", async ({
  postfix,
  gatewayTo,
  site,
  page,
}) => {
  const { user, password: pass } = postfix.report;
  const gateway = await gatewayTo(postfix.upstream);
  await openWithTransport(page, site, gateway, { upstream: "mail", auth: { user, pass } });
  const mail = { from: user, to: "bob@postfix.test", subject: "Signed in", text: "hello" };
  const strongest = await send(page, mail);
  expect(strongest.outcome).toBe("accepted bob@postfix.test");
  expect(strongest.lines).toContain("C: AUTH SCRAM-SHA-256 ***");
  const pinned = await send(page, mail, { authMethod: "cram-md5" });
  expect(pinned.outcome).toBe("accepted bob@postfix.test");
  expect(pinned.lines).toContain("C: AUTH CRAM-MD5");
});

test.describe("failures that only a real server shows", () => {
  test("a wrong password", async ({ postfix, compose, gatewayTo }) => {
    const { user } = postfix.report;
    const gateway = await gatewayTo(postfix.upstream);
    await compose.open(gateway.url());
    await compose.signIn(user, "not the password");
    await compose.fill({ From: user, To: "bob@postfix.test" });
    await compose.send();
    await compose.expectOutcome("held", "wrong-password", /password is wrong/, /check both/);
  });

  test("a certificate of an authority that nobody trusts", async ({
    postfix,
    compose,
    gatewayTo,
  }) => {
    const { host, port, tls, server_name } = { server_name: "", ...postfix.upstream };
    const gateway = await gatewayTo({ host, port, tls, server_name });
    await compose.open(gateway.url());
    await compose.fill({ From: "ada@example.org", To: "bob@postfix.test" });
    await compose.send();
    await compose.expectOutcome(
      "waiting",
      "certificate-untrusted",
      /vouches for the certificate/,
      /operator/,
    );
  });

  test("a certificate for another name", async ({ postfix, compose, gatewayTo }) => {
    const gateway = await gatewayTo({ ...postfix.upstream, server_name: "other.example.org" });
    await compose.open(gateway.url());
    await compose.fill({ From: "ada@example.org", To: "bob@postfix.test" });
    await compose.send();
    await compose.expectOutcome(
      "waiting",
      "certificate-name",
      /mail\.postfix\.test/,
      /use that name/i,
    );
  });
});

function addresses(header: AddressObject | AddressObject[] | undefined): unknown {
  return [header].flat().flatMap((one) => one?.value ?? []);
}
