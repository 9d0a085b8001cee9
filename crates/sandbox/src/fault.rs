use alloc::{borrow::Cow, vec, vec::Vec};

use wsmtp_proto::{reply, types::Reply};

/// Something that goes wrong on request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// When.
    pub stage: Stage,
    /// For which address: the sender's at [`Stage::Sender`], else any recipient's.
    pub pattern: Pattern,
    /// What happens.
    pub action: Action,
}

/// When a fault happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// In answer to MAIL.
    Sender,
    /// In answer to RCPT, and to VRFY.
    Recipient,
    /// When the first octets of content have come.
    Content,
    /// In answer to the end of data or the last BDAT; in LMTP for each recipient by itself.
    Verdict,
}

/// What happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// This is the answer. A 421 also closes the connection, and so does any reply at
    /// [`Stage::Content`], where none is due.
    Reply(Reply),
    /// The connection is closed without a word.
    Close,
}

/// Addresses: one by itself, or many with one `*` for any number of characters. Letters in any
/// case. The null reverse path is the empty address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(Cow<'static, str>);

impl Fault {
    /// The addresses to practise with: `refused@sandbox.test`, `later@sandbox.test` and
    /// `close@sandbox.test`, which closes in the middle of the mail.
    #[must_use]
    pub fn practice() -> Vec<Self> {
        let refused = reply!(550, 1, 1, "there is no such user, for practice");
        let later = reply!(451, 2, 1, "the mailbox is not available now, for practice");
        let fault = |stage, pattern, action| Self {
            stage,
            pattern: Pattern::new(pattern),
            action,
        };
        vec![
            fault(
                Stage::Recipient,
                "refused@sandbox.test",
                Action::Reply(refused),
            ),
            fault(Stage::Recipient, "later@sandbox.test", Action::Reply(later)),
            fault(Stage::Content, "close@sandbox.test", Action::Close),
        ]
    }
}

impl Pattern {
    /// A pattern: `user@example.org`, `*@example.org`, `*`.
    pub fn new(pattern: impl Into<Cow<'static, str>>) -> Self {
        Self(pattern.into())
    }

    /// Whether the address fits.
    #[must_use]
    pub fn matches(&self, address: &str) -> bool {
        let pattern = self.0.to_ascii_lowercase();
        let address = address.to_ascii_lowercase();
        match pattern.split_once('*') {
            None => address == pattern,
            Some((start, end)) => address
                .strip_prefix(start)
                .is_some_and(|rest| rest.ends_with(end)),
        }
    }
}

#[cfg(test)]
mod tests;
