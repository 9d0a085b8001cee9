//! What became of one mail, as the page hears it.

use alloc::{string::String, string::ToString, vec::Vec};
use wasm_bindgen::JsValue;
use wsmtp_bind::{Object, ToJs};
use wsmtp_proto::client::{Delivery, Recipient, Refusal, Step, Verdict};
use wsmtp_proto::error::Error;
use wsmtp_proto::types::Reply;

use crate::failure::{Failure, SaidReply, closes};

/// Who gets the mail and who does not, each with a reason.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Done {
    /// The server that took it, in its own words.
    pub(crate) server: String,
    pub(crate) accepted: Vec<String>,
    pub(crate) rejected: Vec<Failure>,
    pub(crate) reply: Option<SaidReply>,
    pub(crate) failure: Option<Failure>,
    /// Those whom the failure of their part of the mail has hit; not for the page before it is
    /// [`finished`](Self::finished).
    missed: Vec<Failure>,
}

impl Done {
    /// Adds what became of the mail, or of a part of it, and gives why it is not accepted; `reason` names why a
    /// session ended.
    pub(crate) fn add(
        &mut self,
        delivery: &Delivery,
        reason: impl Fn(&Error) -> Failure,
    ) -> Option<Failure> {
        self.server.clone_from(&delivery.server);
        let failure = match &delivery.verdict {
            Verdict::Accepted(reply) => {
                self.reply = Some(reply.into());
                None
            }
            Verdict::Refused(refusal) => Some(refused(delivery, refusal)),
            Verdict::NotSent(error) => Some(reason(error)),
            Verdict::Unknown(error) => Some(Failure::unknown(reason(error))),
        };
        for recipient in &delivery.recipients {
            self.add_recipient(recipient, failure.as_ref());
        }
        self.fail(failure.clone());
        failure
    }

    /// The first failure stands for the mail; but where one part may have been taken, nobody may send it again unasked.
    fn fail(&mut self, failure: Option<Failure>) {
        let unknown = matches!(&failure, Some(failure) if failure.reason.is_some());
        if unknown || self.failure.is_none() {
            self.failure = failure;
        }
    }

    fn add_recipient(&mut self, recipient: &Recipient, failure: Option<&Failure>) {
        let address = recipient.path.mailbox().to_string();
        let no = |reply: &&Reply| !reply.is_success();
        let (asked, verdict) = (&recipient.reply, &recipient.verdict);
        if let Some(reply) = asked.iter().chain(verdict).find(no) {
            let deferred = recipient.is_deferred();
            self.rejected
                .push(Failure::recipient(address, reply, deferred));
        } else if let Some(reply) = verdict {
            self.reply.get_or_insert_with(|| reply.into());
            self.accepted.push(address);
        } else if let Some(failure) = failure {
            self.missed.push(failure.clone().of(address));
        } else {
            self.accepted.push(address);
        }
    }

    /// Adds recipients who were never asked for, because of this.
    pub(crate) fn leave_out(&mut self, addresses: Vec<String>, failure: &Failure) {
        let missed = addresses.into_iter();
        let missed = missed.map(|address| failure.clone().of(address));
        self.missed.extend(missed);
        self.failure.get_or_insert_with(|| failure.clone());
    }

    /// As the page hears it: where somebody gets the mail, those who do not are rejected one by one.
    pub(crate) fn finished(mut self) -> Self {
        if !self.accepted.is_empty() {
            self.rejected.append(&mut self.missed);
            self.failure = None;
        }
        self.missed.clear();
        self
    }
}

impl ToJs for Done {
    fn to_js(&self) -> JsValue {
        Object::of_type("done")
            .with("server", &self.server)
            .with("accepted", &self.accepted)
            .with("rejected", &self.rejected)
            .with("reply", &self.reply)
            .with("failure", &self.failure)
            .done()
    }
}

/// The server's no to the mail, or to the recipient without whom nobody is left.
fn refused(delivery: &Delivery, refusal: &Refusal) -> Failure {
    if let Step::Recipient(index) = refusal.step
        && !closes(&refusal.reply)
        && let Some(recipient) = delivery.recipients.get(index)
    {
        let address = recipient.path.mailbox().to_string();
        return Failure::recipient(address, &refusal.reply, refusal.is_temporary());
    }
    Failure::refused(refusal)
}
