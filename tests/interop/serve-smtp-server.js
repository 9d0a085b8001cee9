// smtp-server as the tests want it. Argument: its settings as JSON.

import { readFileSync } from "node:fs";
import { SMTPServer } from "smtp-server";
import { deliver } from "./maildir.cjs";

const settings = JSON.parse(process.argv[2]);

function refusal(code, text) {
  return Object.assign(new Error(text), { responseCode: code });
}

function localPart(address) {
  const [user, domain] = address.split("@");
  return settings.domains.includes(domain) && settings.users.includes(user) ? user : undefined;
}

function signIn(auth, session, done) {
  const matches = {
    "CRAM-MD5": () => auth.validatePassword(settings.password),
    XOAUTH2: () => auth.accessToken === settings.token,
  };
  const right = matches[auth.method] ?? (() => auth.password === settings.password);
  if (auth.username === settings.user && right()) {
    return done(null, { user: auth.username });
  }
  return auth.method === "XOAUTH2"
    ? done(null, { data: { status: "401", schemes: "bearer" } })
    : done(refusal(535, "no such user or password"));
}

async function take(stream, session) {
  const pieces = await stream.toArray();
  if (stream.sizeExceeded) {
    return;
  }
  for (const { address } of session.envelope.rcptTo) {
    deliver(settings.mail, localPart(address), session.envelope, Buffer.concat(pieces));
  }
}

function listen({ host, port }, options) {
  const server = new SMTPServer({
    name: settings.name,
    key: readFileSync(settings.key),
    cert: readFileSync(settings.certificate),
    size: settings.max_size,
    rejectOversized: true,
    authOptional: true,
    authMethods: ["PLAIN", "LOGIN", "CRAM-MD5", "XOAUTH2"],
    disableReverseLookup: true,
    hideDSN: false,
    hideENHANCEDSTATUSCODES: false,
    hideREQUIRETLS: false,
    onAuth: signIn,
    onRcptTo({ address }, session, done) {
      done(localPart(address) ? null : refusal(550, "no such mailbox"));
    },
    onData(stream, session, done) {
      take(stream, session).then(() => done(), done);
    },
    ...options,
  });
  server.on("error", console.error);
  server.listen(port, host);
}

listen(settings.smtp, {});
listen(settings.implicit, { secure: true });
listen(settings.lmtp, { lmtp: true });
