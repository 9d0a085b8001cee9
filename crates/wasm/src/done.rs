//! What became of one mail, as the page hears it.

use serde::Serialize;
use wsmtp_proto::client::{Delivery, Refusal, Step, Verdict};
use wsmtp_proto::error::Error;

use crate::failure::{Failure, SaidReply, closes};

/// Who gets the mail and who does not, each with a reason.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Done {
    pub(crate) accepted: Vec<String>,
    pub(crate) rejected: Vec<Failure>,
    pub(crate) reply: Option<SaidReply>,
    pub(crate) failure: Option<Failure>,
}

impl Done {
    /// Reads the engine's outcome; `reason` names why a session ended.
    pub(crate) fn new(delivery: &Delivery, reason: impl Fn(&Error) -> Failure) -> Self {
        let mut done = Self::default();
        for recipient in &delivery.recipients {
            let address = recipient.path.mailbox().to_string();
            match recipient.verdict.as_ref().or(recipient.reply.as_ref()) {
                Some(reply) if reply.is_success() => done.accepted.push(address),
                Some(reply) => done.rejected.push(Failure::recipient(&address, reply)),
                None => {}
            }
        }
        match &delivery.verdict {
            Verdict::Accepted(reply) => done.reply = Some(reply.into()),
            Verdict::Refused(refusal) => done.failure = Some(refused(delivery, refusal)),
            Verdict::NotSent(error) => done.failure = Some(reason(error)),
            Verdict::Unknown(error) => done.failure = Some(Failure::unknown(&reason(error))),
        }
        if done.failure.is_some() {
            done.accepted.clear();
        }
        done
    }
}

/// The server's no to the mail, or to the recipient without whom nobody is left.
fn refused(delivery: &Delivery, refusal: &Refusal) -> Failure {
    if let Step::Recipient(index) = refusal.step
        && !closes(&refusal.reply)
        && let Some(recipient) = delivery.recipients.get(index)
    {
        return Failure::recipient(&recipient.path.mailbox().to_string(), &refusal.reply);
    }
    Failure::refused(refusal)
}
