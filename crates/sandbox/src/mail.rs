use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use wsmtp_proto::types::{ForwardPath, MailParameters, RcptParameters, ReversePath};

/// A mail that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Whom to tell when it cannot be delivered.
    pub from: ReversePath,
    /// What was asked for it.
    pub parameters: MailParameters,
    /// The recipients that were accepted, at least one.
    pub to: Vec<Recipient>,
    /// Header and body. Every line ends with CRLF, but perhaps the last one of a mail that came in
    /// BDAT; and a mail that was said to be BINARYMIME may hold any octets.
    pub content: Vec<u8>,
}

/// One recipient of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// Who.
    pub path: ForwardPath,
    /// What was asked for them.
    pub parameters: RcptParameters,
}

impl Mail {
    /// The sender's address; empty for the null path.
    #[must_use]
    pub fn sender(&self) -> String {
        sender(&self.from)
    }

    /// The recipients' addresses.
    #[must_use]
    pub fn recipients(&self) -> Vec<String> {
        self.to.iter().map(Recipient::address).collect()
    }
}

impl Recipient {
    /// Their address.
    #[must_use]
    pub fn address(&self) -> String {
        self.path.mailbox().to_string()
    }
}

/// The address of a path; empty for the null path.
pub(crate) fn sender(path: &ReversePath) -> String {
    match path {
        ReversePath::Null => String::new(),
        ReversePath::Mailbox(mailbox) => mailbox.to_string(),
    }
}
