// A plugin of Haraka's: takes mail for whoever has a mailbox, and writes it there.

exports.register = function () {
  this.settings = this.config.get("mailboxes.json");
  this.maildir = require(`${this.settings.here}/maildir.cjs`);
};

// Without an answer from here Haraka asks the machine's resolver, which is beyond loopback.
exports.hook_lookup_rdns = (next) => next(OK, "client.example");

exports.hook_mail = (next, { transaction }, [, parameters]) => {
  transaction.notes.envelope = { mail: parameters, recipients: [] };
  next();
};

exports.hook_rcpt = function (next, { transaction }, [recipient, parameters]) {
  const { domains, users } = this.settings;
  if (!domains.includes(recipient.host) || !users.includes(recipient.user)) {
    return next(DENY, "no such mailbox");
  }
  transaction.notes.envelope.recipients.push(parameters);
  return next(OK);
};

function take(next, { transaction }) {
  transaction.message_stream.get_data((content) => {
    for (const { user } of transaction.rcpt_to) {
      this.maildir.deliver(this.settings.mail, user, transaction.notes.envelope, content);
    }
    next(OK);
  });
}

// The first is asked where the client has signed in.
exports.hook_queue_outbound = take;
exports.hook_queue = take;
