//! What is noted of a mail.

use wsmtp_proto::types::{Domain, Mailbox};

/// What became of one mail, for the audit log and the metrics. There is exactly one for each MAIL that
/// was understood, at the moment when its fate is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailRecord {
    /// Who it is from; `None` for the null path of a report.
    pub sender: Option<Mailbox>,
    /// How many recipients the server has accepted.
    pub recipients: usize,
    /// The octets of its content that went to the server, as SIZE counts them (RFC 1870 section 6).
    pub size: u64,
    /// How it ended.
    pub outcome: Outcome,
}

/// How a mail ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The server has taken it, with this reply code.
    Accepted(u16),
    /// The server has refused it, with this reply code.
    Refused(u16),
    /// This gateway has refused it, with this reply code: it is beyond the rules.
    Forbidden(u16),
    /// It was given up before it was complete.
    Aborted,
    /// It was complete, and the connection ended before the server said what became of it.
    Unknown,
}

impl MailRecord {
    /// The sender's domain.
    pub fn sender_domain(&self) -> Option<&Domain> {
        self.sender.as_ref().map(Mailbox::domain)
    }
}

impl Outcome {
    /// One word for logs and metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accepted(_) => "accepted",
            Self::Refused(_) => "refused",
            Self::Forbidden(_) => "forbidden",
            Self::Aborted => "aborted",
            Self::Unknown => "unknown",
        }
    }

    /// The reply code that said it, where one did.
    pub const fn code(self) -> Option<u16> {
        match self {
            Self::Accepted(code) | Self::Refused(code) | Self::Forbidden(code) => Some(code),
            Self::Aborted | Self::Unknown => None,
        }
    }

    /// Whether the server may have the mail.
    pub(super) const fn may_be_taken(self) -> bool {
        matches!(self, Self::Accepted(_) | Self::Unknown)
    }
}
