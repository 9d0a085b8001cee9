// Every description through nodemailer and through wsmtp to the same mail server; what it stored, read by two readers,
// is the same, or the difference is in the table of explained ones.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESCRIPTIONS } from "./descriptions.js";
import { EXPLANATIONS } from "./explained.js";
import { readMails } from "./reading.js";
import { sendByNodemailer, sendByWsmtp } from "./sending.js";
import { startGateway, startPostfix, startSite, storedMails } from "./servers.js";

/** What each library's mails came to: for each description a `Map` of facts by name. */
const outcomes = {};
const needed = new Set();
const parts = [];

before(async () => {
  const postfix = await started(startPostfix());
  const [gateway, site] = await Promise.all([started(startGateway(postfix)), started(startSite())]);
  const [, bob, carol] = Object.keys(postfix.mailboxes);
  const sent = {
    nodemailer: await sendByNodemailer(DESCRIPTIONS, postfix, site.url, bob),
    wsmtp: await sendByWsmtp(DESCRIPTIONS, postfix, gateway.url, site.url, carol),
  };
  outcomes.nodemailer = await facts(sent.nodemailer, postfix.mailboxes[bob]);
  outcomes.wsmtp = await facts(sent.wsmtp, postfix.mailboxes[carol]);
});

after(async () => {
  for (const part of parts.reverse()) await part.stop();
});

for (const [at, { name }] of DESCRIPTIONS.entries()) {
  test(name, () => {
    const differences = compare(outcomes.nodemailer[at], outcomes.wsmtp[at]);
    const unexplained = differences.filter((difference) => !isExplained({ name, ...difference }));
    assert.deepEqual(unexplained, []);
  });
}

test("every explanation is needed", () => {
  const idle = EXPLANATIONS.filter((explanation) => !needed.has(explanation));
  assert.deepEqual(
    idle.map(({ why }) => why),
    [],
  );
});

async function started(starting) {
  const part = await starting;
  parts.push(part);
  return part;
}

/** What was stored of each mail that was sent, and why the others were not. */
async function facts(results, folder) {
  const sent = results.filter((result) => result.refused === undefined);
  const files = await storedMails(folder, sent.length);
  const senders = [...files.keys()];
  const read = new Map(
    (await readMails([...files.values()])).map((mail, at) => [senders[at], mail]),
  );
  return results.map(({ refused, why, ...said }, at) => {
    if (refused !== undefined) return new Map([["refused", why]]);
    const own = Object.entries(said).map(([name, value]) => [name, JSON.stringify(value)]);
    return new Map([...own, ...(read.get(String(at)) ?? [["stored", "nothing"]])]);
  });
}

function compare(nodemailer, wsmtp) {
  const facts =
    nodemailer.has("refused") || wsmtp.has("refused")
      ? ["refused"]
      : [...new Set([...nodemailer.keys(), ...wsmtp.keys()])];
  return facts
    .map((fact) => ({ fact, nodemailer: nodemailer.get(fact) ?? "", wsmtp: wsmtp.get(fact) ?? "" }))
    .filter((one) => one.nodemailer !== one.wsmtp);
}

function isExplained(difference) {
  const explanation = EXPLANATIONS.find((one) => one.applies(difference));
  if (explanation !== undefined) needed.add(explanation);
  return explanation !== undefined;
}
