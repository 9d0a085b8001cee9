use alloc::{string::String, vec::Vec};

use wsmtp_proto::types::{MailParameters, Protocol, ReversePath};

use crate::{Mail, Recipient};

/// A mail on its way in. Bounded by the server's `max_size` and `max_recipients`.
#[derive(Debug)]
pub(super) struct Draft {
    protocol: Protocol,
    mail: Mail,
    /// The verdicts so far. In SMTP there is one for all, in LMTP one for each recipient.
    verdicts: Vec<bool>,
    /// Content has come, if only its end.
    begun: bool,
    /// What happens to content happens at its end, as there is none.
    stopped: bool,
    /// The connection is closed when so many octets of content have come.
    cut_after: Option<u64>,
}

impl Draft {
    pub(super) const fn new(
        protocol: Protocol,
        from: ReversePath,
        parameters: MailParameters,
    ) -> Self {
        Self {
            protocol,
            mail: Mail {
                from,
                parameters,
                to: Vec::new(),
                content: Vec::new(),
            },
            verdicts: Vec::new(),
            begun: false,
            stopped: false,
            cut_after: None,
        }
    }

    pub(super) fn add(&mut self, recipient: Recipient) {
        self.mail.to.push(recipient);
    }

    /// Whether this is the first of its content.
    pub(super) const fn begin_content(&mut self) -> bool {
        !core::mem::replace(&mut self.begun, true)
    }

    pub(super) const fn cut_after(&mut self, octets: u64) {
        self.cut_after = Some(octets);
    }

    pub(super) const fn stop(&mut self) {
        self.stopped = true;
    }

    /// Whether it ends with what happens to content, and not with a verdict.
    pub(super) const fn is_stopped(&self) -> bool {
        self.stopped
    }

    /// Whether the connection is closed within the content, by now.
    pub(super) fn is_cut(&self) -> bool {
        let come = self.mail.content.len() as u64;
        self.cut_after.is_some_and(|after| come >= after)
    }

    pub(super) fn write(&mut self, octets: &[u8]) {
        self.mail.content.extend_from_slice(octets);
    }

    /// The addresses of the recipients.
    pub(super) fn addresses(&self) -> Vec<String> {
        self.mail.recipients()
    }

    /// The addresses of those for whom it is judged next.
    pub(super) fn judged(&self) -> Vec<String> {
        match self.protocol {
            Protocol::Smtp => self.addresses(),
            Protocol::Lmtp => {
                let next = self.mail.to.iter().skip(self.verdicts.len()).take(1);
                next.map(Recipient::address).collect()
            }
        }
    }

    /// Takes a verdict.
    pub(super) fn judge(&mut self, taken: bool) {
        self.verdicts.push(taken);
    }

    /// Whether all verdicts are there.
    pub(super) fn is_judged(&self) -> bool {
        match self.protocol {
            Protocol::Smtp => !self.verdicts.is_empty(),
            Protocol::Lmtp => self.verdicts.len() >= self.mail.to.len(),
        }
    }

    /// The mail for those who get it; `None` where nobody does.
    pub(super) fn finish(self) -> Option<Mail> {
        let Self {
            protocol,
            mut mail,
            verdicts,
            ..
        } = self;
        match protocol {
            Protocol::Smtp if !verdicts.contains(&true) => mail.to.clear(),
            Protocol::Smtp => {}
            Protocol::Lmtp => {
                let mut verdicts = verdicts.into_iter();
                mail.to.retain(|_| verdicts.next() == Some(true));
            }
        }
        Some(mail).filter(|mail| !mail.to.is_empty())
    }
}
