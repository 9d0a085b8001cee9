//! What the page sends in one go: the mails that the server's limits make of it, one after another.

use alloc::string::{String, ToString};
use alloc::vec::{IntoIter, Vec};

use wsmtp_proto::client::{Addressee, Client, Delivery, Envelope, Step, Verdict};
use wsmtp_proto::error::{Error, LocalError};
use wsmtp_proto::types::{Body, Capabilities, MailParameters};

use crate::done::Done;
use crate::event::Event;
use crate::failure::Failure;
use crate::upload::{Facts, Upload};

/// A mail to all its recipients, in as many parts as it takes.
pub(crate) struct Sending {
    /// The envelopes of the parts that have not begun.
    waiting: IntoIter<Envelope>,
    pub(crate) upload: Upload,
    done: Done,
    under_way: bool,
}

impl Sending {
    /// Begins the first part.
    pub(crate) fn begin(
        client: &mut Client,
        mut envelope: Envelope,
        content: Facts,
    ) -> Result<Self, LocalError> {
        describe(content, &mut envelope.parameters);
        let limits = client.capabilities().map(Capabilities::limits);
        let mut waiting = envelope.batches(limits.unwrap_or_default()).into_iter();
        let upload = Upload::new(content.size, waiting.len());
        let first = waiting.next().ok_or(LocalError::NoRecipients)?;
        client.send_mail(first)?;
        Ok(Self {
            waiting,
            upload,
            done: Done::default(),
            under_way: true,
        })
    }

    /// A part has its outcome; gives the progress to tell.
    pub(crate) fn part_done(
        &mut self,
        delivery: &Delivery,
        reason: impl Fn(&Error) -> Failure,
    ) -> Option<Event> {
        self.under_way = false;
        let failure = self.done.add(delivery, reason);
        // What is wrong with sender or content is so for the other recipients too.
        let whole = match &delivery.verdict {
            Verdict::Accepted(_) | Verdict::Unknown(_) => false,
            Verdict::Refused(refusal) => !matches!(refusal.step, Step::Recipient(_)),
            Verdict::NotSent(_) => true,
        };
        if let Some(failure) = failure.filter(|_| whole) {
            self.leave(&failure);
        }
        let accepted = matches!(delivery.verdict, Verdict::Accepted(_));
        self.upload.part_over(accepted)
    }

    /// Whether a part is not done yet.
    pub(crate) const fn is_under_way(&self) -> bool {
        self.under_way
    }

    /// Begins the next part; false where there is none left.
    pub(crate) fn begin_next(&mut self, client: &mut Client) -> bool {
        for envelope in self.waiting.by_ref() {
            let addresses = addresses(&envelope);
            match client.send_mail(envelope) {
                Ok(_) => {
                    self.under_way = true;
                    return true;
                }
                Err(error) => self.done.leave_out(addresses, &error.into()),
            }
        }
        false
    }

    /// No other part can be sent, because of this.
    pub(crate) fn leave(&mut self, failure: &Failure) {
        for envelope in self.waiting.by_ref() {
            self.done.leave_out(addresses(&envelope), failure);
        }
    }

    /// What became of the whole.
    pub(crate) fn finished(self) -> Event {
        Event::Done(self.done.finished())
    }
}

/// Tells the server how large the content is, and what octets are in it that not every server takes.
fn describe(content: Facts, parameters: &mut MailParameters) {
    parameters.size = Some(content.size);
    if content.binary {
        parameters.body = Some(Body::BinaryMime);
    } else if content.eight_bit {
        parameters.body.get_or_insert(Body::EightBitMime);
    }
    parameters.smtp_utf8 |= content.utf8_header;
}

fn addresses(envelope: &Envelope) -> Vec<String> {
    let address = |to: &Addressee| to.path.mailbox().to_string();
    envelope.to.iter().map(address).collect()
}
