import { openWithClient, send } from "../parts/client.js";
import { expect, test } from "../parts/fixtures.js";

const MAIL = { from: "ada@sandbox.test", to: "bob@sandbox.test", text: "hello" };

/** The conversation from MAIL to the end of the mail, without its content, each line by its first word. */
function course(lines: readonly string[]): string[] {
  const begin = lines.findIndex((line) => line.startsWith("C: MAIL"));
  const words = lines.slice(begin).map((line) => line.split(" ").slice(0, 2).join(" "));
  const known = /^(?:S: \d+|C: (?:MAIL|RCPT|BDAT|DATA|\.))$/;
  return words.slice(0, words.indexOf("C: QUIT")).filter((line) => known.test(line));
}

test.beforeEach(({ page, site, demo }) => openWithClient(page, site, demo));

test("a mail takes one flight with PIPELINING and CHUNKING, and goes step by step without", async ({
  page,
}) => {
  const quick = await send(page, MAIL);
  expect(quick.outcome).toBe("accepted bob@sandbox.test");
  const flight = ["C: MAIL", "C: RCPT", "C: BDAT", "S: 250", "S: 250", "S: 250"];
  expect(course(quick.lines)).toEqual(flight);

  const slow = await send(page, MAIL, { pipelining: false, chunking: false });
  expect(slow.outcome).toBe("accepted bob@sandbox.test");
  const steps = ["C: MAIL", "S: 250", "C: RCPT", "S: 250", "C: DATA", "S: 354", "C: .", "S: 250"];
  expect(course(slow.lines)).toEqual(steps);
});

test("reports, and addresses beyond ASCII, are asked for as the RFCs write them", async ({
  page,
}) => {
  const { outcome, lines } = await send(page, {
    ...MAIL,
    to: "zoë@sandbox.test",
    dsn: { id: "mail 7", return: "headers", notify: ["success", "delay"], recipient: "zoë@x" },
    requireTLSExtensionEnabled: true,
    transferPriority: -3,
  });
  expect(outcome).toBe("accepted zoë@sandbox.test");
  const said = lines.filter((line) => /^C: (?:MAIL|RCPT)/.test(line));
  expect(said[0]).toMatch(
    /^C: MAIL FROM:<ada@sandbox\.test> SIZE=\d+ BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=mail\+207 REQUIRETLS MT-PRIORITY=-3$/,
  );
  expect(said[1]).toBe(
    "C: RCPT TO:<zoë@sandbox.test> NOTIFY=SUCCESS,DELAY ORCPT=utf-8;zo\\x{EB}@x",
  );
});

test("what the server does not offer is refused before anything goes out", async ({ page }) => {
  for (const [wish, extension] of [
    [{ holdFor: 60 }, "FUTURERELEASE"],
    [{ deliverBy: { seconds: 60, late: "return" as const } }, "DELIVERBY"],
  ] as const) {
    const { outcome, lines } = await send(page, { ...MAIL, ...wish });
    expect(outcome).toBe(`not-offered: this needs ${extension}, which the server does not offer`);
    expect(course(lines)).toEqual([]);
  }
});

test("a mail to more people than the server takes at once reaches them all", async ({ page }) => {
  const to = Array.from({ length: 120 }, (_, number) => `reader-${number}@sandbox.test`);
  const { outcome, lines } = await send(page, { ...MAIL, to });
  expect(outcome).toBe(`accepted ${to.join(" ")}`);
  const limit = lines.find((line) => line.includes("LIMITS"));
  expect(limit).toContain("RCPTMAX=100");
  const mails = course(lines).join("\n").split("C: MAIL").slice(1);
  expect(mails.map((mail) => mail.split("C: RCPT").length - 1)).toEqual([100, 20]);
});

test("single commands are answered, each with its own reply", async ({ page }) => {
  const codes = await page.evaluate(async () => {
    const session = window.wsmtp.transport.connect();
    const replies = await Promise.all([
      session.verify("bob@sandbox.test"),
      session.verify("refused@sandbox.test"),
      session.expand("list"),
      session.help(),
      session.help("MAIL"),
    ]);
    await session.quit();
    return replies.map((reply) => reply.code);
  });
  expect(codes).toEqual([250, 550, 550, 214, 214]);
});

test("a person holds a whole session line by line, through TLS and AUTH", async ({ page }) => {
  const { codes, shown } = await page.evaluate(async () => {
    const { auth, ...options } = window.wsmtp.options;
    if (!auth || !("pass" in auth)) throw new Error("a password is needed");
    const session = window.wsmtp.createTransport({ ...options, byHand: true }).connect();
    const shown: string[] = [];
    session.addEventListener("transcript", ({ detail }) => shown.push(detail.text));
    const lines = [
      "EHLO me.test",
      "STARTTLS",
      "EHLO me.test",
      "AUTH LOGIN",
      btoa(auth.user),
      btoa(auth.pass),
      "MAIL FROM:<ada@sandbox.test>",
      "RCPT TO:<bob@sandbox.test>",
      "DATA",
      "Subject: By hand",
      "",
      "..a dot",
      ".",
      "QUIT",
    ];
    const codes: number[][] = [];
    for (const line of lines) {
      codes.push((await session.raw(line)).map((reply) => reply.code));
    }
    await session.closed;
    const secret = [btoa(auth.pass), auth.pass];
    return { codes, shown: shown.filter((line) => secret.some((one) => line.includes(one))) };
  });
  const none: number[] = [];
  expect(codes).toEqual([
    ...[[250], [220], [250], [334], [334], [235]],
    ...[[250], [250], [354], none, none, none, [250], [221]],
  ]);
  expect(shown).toEqual([]);
});
