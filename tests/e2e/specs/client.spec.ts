import { openWithClient } from "../parts/client.js";
import { expect, test } from "../parts/fixtures.js";

test.beforeEach(({ page, site, demo }) => openWithClient(page, site, demo));

test("a mail that some get resolves, and says who does not and why", async ({ page }) => {
  const sent = await page.evaluate(async () => {
    const info = await window.wsmtp.transport.sendMail({
      from: "Ada <ada@sandbox.test>",
      to: ["bob@sandbox.test", "refused@sandbox.test"],
      bcc: "later@sandbox.test",
      subject: "For some",
      text: "hello",
      messageId: "some@sandbox.test",
    });
    const errors = info.rejectedErrors.map(({ code, temporary, recipient, reply }) => {
      return { code, temporary, recipient, reply: reply?.code };
    });
    return { ...info, rejectedErrors: errors };
  });
  expect(sent).toMatchObject({
    accepted: ["bob@sandbox.test"],
    rejected: ["refused@sandbox.test", "later@sandbox.test"],
    rejectedErrors: [
      {
        code: "recipient-refused",
        temporary: false,
        recipient: "refused@sandbox.test",
        reply: 550,
      },
      { code: "recipient-refused", temporary: true, recipient: "later@sandbox.test", reply: 451 },
    ],
    envelope: {
      from: "ada@sandbox.test",
      to: ["bob@sandbox.test", "refused@sandbox.test", "later@sandbox.test"],
    },
    messageId: "<some@sandbox.test>",
  });
  expect(sent.response).toMatch(/^250 /);
});

test("a mail that nobody gets rejects, with each one's refusal", async ({ page }) => {
  const error = await page.evaluate(async () => {
    try {
      const to = "refused@sandbox.test, later@sandbox.test";
      await window.wsmtp.transport.sendMail({ from: "ada@sandbox.test", to });
      return null;
    } catch (error) {
      if (!(error instanceof window.wsmtp.WsmtpError)) throw error;
      return { code: error.code, refused: error.rejectedErrors?.map((one) => one.recipient) };
    }
  });
  expect(error).toEqual({
    code: "recipient-refused",
    refused: ["refused@sandbox.test", "later@sandbox.test"],
  });
});

test("one session sends several mails, and tells all of it", async ({ page }) => {
  const session = await page.evaluate(async () => {
    const session = window.wsmtp.transport.connect();
    const lines: string[] = [];
    const secured: string[] = [];
    session.addEventListener("transcript", ({ detail }) => {
      lines.push(`${detail.direction}: ${detail.text}`);
    });
    session.addEventListener("secured", ({ detail }) => secured.push(detail.version));
    const mail = { from: "ada@sandbox.test", to: "bob@sandbox.test", text: "hello" };
    const replies = await Promise.all([
      session.noop(),
      session.sendMail(mail),
      session.reset(),
      session.sendMail(mail),
    ]);
    await session.quit();
    const codes = replies.map((one) => ("code" in one ? one.code : one.accepted));
    return { codes, lines, secured, security: session.info.security, tls: session.info.tls };
  });
  expect(session.codes).toEqual([250, ["bob@sandbox.test"], 250, ["bob@sandbox.test"]]);
  expect(session.security).toBe("starttls");
  expect(session.secured).toEqual([session.tls?.version]);
  expect(session.tls?.certificate.names).toContain("sandbox.test");
  expect(session.lines[0]).toMatch(/^S: 220 /);
  expect(session.lines.filter((line) => line.startsWith("C: EHLO "))).toHaveLength(2);
  expect(session.lines.filter((line) => /^C: BDAT \d+ LAST$/.test(line))).toHaveLength(2);
  expect(session.lines).toContain("C: AUTH PLAIN ***");
  expect(session.lines.at(-1)).toMatch(/^S: 221 /);
});

test("progress grows to the whole, and an abort before it ends the mail", async ({ page }) => {
  const { whole, aborted } = await page.evaluate(async () => {
    const attachments = [{ filename: "big.bin", content: new Uint8Array(2 << 20) }];
    const mail = { from: "ada@sandbox.test", to: "bob@sandbox.test", attachments };
    const whole: { sent: number; total: number }[] = [];
    await window.wsmtp.transport.sendMail(mail, { onProgress: (at) => whole.push(at) });
    const stop = new AbortController();
    const options = { signal: stop.signal, onProgress: () => stop.abort() };
    const aborted = window.wsmtp.transport.sendMail(mail, options).then(
      () => "sent",
      (error: unknown) => (error instanceof window.wsmtp.WsmtpError ? error.code : String(error)),
    );
    return { whole, aborted: await aborted };
  });
  const sent = whole.map((at) => at.sent);
  expect(sent).toEqual([...sent].sort((a, b) => a - b));
  expect(sent.length).toBeGreaterThan(4);
  expect(sent.at(-1)).toBe(whole[0]?.total);
  expect(aborted).toBe("closed");
});

test("mails of one session go one after another, and each hears of itself alone", async ({
  page,
}) => {
  const told = await page.evaluate(async () => {
    const session = window.wsmtp.transport.connect();
    const lines: Record<string, string[]> = { slow: [], aborted: [], quick: [] };
    const send = (name: string, content: string | Blob, signal?: AbortSignal) =>
      session
        .sendMail(
          {
            from: "ada@sandbox.test",
            to: `${name}@sandbox.test`,
            attachments: [{ filename: "a", content }],
          },
          { signal, onTranscript: ({ text }) => lines[name]?.push(text) },
        )
        .then(
          ({ accepted }) => accepted[0],
          (error: unknown) => String(error),
        );
    const stop = new AbortController();
    const mails = [
      send("slow", new Blob(["x".repeat(1 << 20)])),
      send("aborted", "a", stop.signal),
      send("quick", "q"),
    ];
    stop.abort();
    const outcomes = await Promise.all(mails);
    await session.quit();
    const heard = Object.entries(lines).map(([name, all]) => {
      return [name, all.filter((line) => line.startsWith("RCPT TO:"))];
    });
    return { outcomes, heard: Object.fromEntries(heard) as Record<string, string[]> };
  });
  expect(told.outcomes).toEqual([
    "slow@sandbox.test",
    expect.stringContaining("it was cancelled and not sent"),
    "quick@sandbox.test",
  ]);
  expect(told.heard).toEqual({
    slow: ["RCPT TO:<slow@sandbox.test>"],
    aborted: [],
    quick: ["RCPT TO:<quick@sandbox.test>"],
  });
});

test("bad input is refused before there is a connection", async ({ page }) => {
  let sockets = 0;
  page.on("websocket", () => (sockets += 1));
  const codes = await page.evaluate(async () => {
    const good = { from: "ada@sandbox.test", to: "bob@sandbox.test" };
    const mails = [
      { ...good, subject: "one\r\nBcc: two@x" },
      { ...good, to: "not an address" },
      { ...good, text: "nul \0" },
      { ...good, attachments: [{ filename: "a\nb", content: "x" }] },
      { from: "ada@sandbox.test" },
    ];
    const outcomes = mails.map((mail) =>
      window.wsmtp.transport.sendMail(mail).then(
        () => "sent",
        (error: unknown) => (error instanceof window.wsmtp.WsmtpError ? error.code : String(error)),
      ),
    );
    return Promise.all(outcomes);
  });
  expect(codes).toEqual(Array(5).fill("bad-input"));
  expect(sockets).toBe(0);
});

test("a server of the page's choosing is the operator's to permit", async ({ page }) => {
  const error = await page.evaluate(async () => {
    const { WsmtpError, createTransport, options } = window.wsmtp;
    const transport = createTransport({ gateway: options.gateway, host: "mail.example.org" });
    const mail = { from: "ada@sandbox.test", to: "bob@sandbox.test", text: "hello" };
    const error: unknown = await transport.sendMail(mail).catch((error: unknown) => error);
    return error instanceof WsmtpError ? `${error.code}: ${error.message}` : String(error);
  });
  expect(error).toMatch(/^host-forbidden: .*operator has named/);
});
