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
    /// One of each kind, by the class of the code that says it.
    pub(crate) const EACH: [Self; 7] = [
        Self::Accepted(250),
        Self::Refused(451),
        Self::Refused(554),
        Self::Forbidden(451),
        Self::Forbidden(550),
        Self::Aborted,
        Self::Unknown,
    ];

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

#[cfg(test)]
mod tests {
    use std::iter::successors;

    use super::*;

    /// The kind behind this one, so that a new one does not compile before it has a place here.
    const fn next(kind: Outcome) -> Option<Outcome> {
        Some(match kind {
            Outcome::Accepted(_) => Outcome::Refused(0),
            Outcome::Refused(_) => Outcome::Forbidden(0),
            Outcome::Forbidden(_) => Outcome::Aborted,
            Outcome::Aborted => Outcome::Unknown,
            Outcome::Unknown => return None,
        })
    }

    #[test]
    fn each_kind_is_among_each() {
        let mut names: Vec<_> = Outcome::EACH.map(Outcome::name).to_vec();
        names.dedup();
        let kinds = successors(Some(Outcome::Accepted(0)), |kind| next(*kind));
        assert_eq!(names, kinds.map(Outcome::name).collect::<Vec<_>>());
    }
}
