//! What mails a page may send, as data.

use std::{fmt, str::FromStr};

use wsmtp_proto::{
    Unicode,
    types::{Domain, Mailbox, ReversePath, ValueError},
};

use crate::config::MailRulesConfig;

/// What is `None` is not limited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailRules {
    /// Who mails may be from, by the address in MAIL.
    pub senders: Option<Vec<SenderPattern>>,
    /// Recipients of one mail.
    pub recipients: Option<u32>,
    /// Mails in one session, not counting those that were not accepted.
    pub mails: Option<u32>,
    /// Mails of one token subject within an hour, counted in the same way.
    pub mails_per_hour: Option<u32>,
    /// Octets of one mail, as SIZE counts them (RFC 1870 section 6).
    pub size: Option<u64>,
}

impl MailRules {
    /// The rules of a configuration.
    ///
    /// # Errors
    /// A sender is neither an address nor `@domain` nor `<>`.
    pub fn new(config: &MailRulesConfig) -> Result<Self, ValueError> {
        let senders = config.senders.as_ref().map(|senders| {
            let patterns = senders.iter().map(|sender| sender.parse());
            patterns.collect::<Result<_, _>>()
        });
        Ok(Self {
            senders: senders.transpose()?,
            recipients: config.recipients,
            mails: config.mails,
            mails_per_hour: config.mails_per_hour,
            size: config.size,
        })
    }

    /// What both permit.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        Self {
            senders: both(self.senders.as_ref(), other.senders.as_ref()),
            recipients: smaller(self.recipients, other.recipients),
            mails: smaller(self.mails, other.mails),
            mails_per_hour: smaller(self.mails_per_hour, other.mails_per_hour),
            size: smaller(self.size, other.size),
        }
    }

    /// Whether a mail may be from there.
    #[must_use]
    pub fn permits(&self, sender: &ReversePath) -> bool {
        self.senders
            .as_ref()
            .is_none_or(|senders| senders.iter().any(|pattern| pattern.matches(sender)))
    }
}

fn smaller<T: Ord>(a: Option<T>, b: Option<T>) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (one, None) | (None, one) => one,
    }
}

/// A pattern is an address or a domain, so two of them have in common either one of them or nothing.
fn both(
    a: Option<&Vec<SenderPattern>>,
    b: Option<&Vec<SenderPattern>>,
) -> Option<Vec<SenderPattern>> {
    let (Some(a), Some(b)) = (a, b) else {
        return a.or(b).cloned();
    };
    let within = |few: &[SenderPattern], many: &[SenderPattern]| {
        let covered = |one: &&SenderPattern| many.iter().any(|other| other.covers(one));
        few.iter().filter(covered).cloned().collect::<Vec<_>>()
    };
    let mut common = within(a, b);
    common.extend(within(b, a));
    Some(common)
}

/// Who a mail may be from: an address, `@domain` for all addresses of it and of no domain below it,
/// or `<>` for the null path of reports.
///
/// Domains are compared without regard to case, and U-labels as their A-labels. What stands before the
/// `@` is compared as it is: it is the server's to say what it means (RFC 5321 section 2.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SenderPattern {
    /// Exactly this address.
    Address(Mailbox),
    /// Any address of this domain.
    Domain(Domain),
    /// No address: reports.
    Null,
}

impl SenderPattern {
    fn matches(&self, sender: &ReversePath) -> bool {
        match (self, sender) {
            (Self::Null, ReversePath::Null) => true,
            (Self::Address(address), ReversePath::Mailbox(sender)) => {
                is_same(address.domain(), sender.domain()) && address.local() == sender.local()
            }
            (Self::Domain(domain), ReversePath::Mailbox(sender)) => {
                is_same(domain, sender.domain())
            }
            _ => false,
        }
    }

    /// Whether this matches all that `other` matches.
    fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Domain(domain), Self::Domain(other)) => is_same(domain, other),
            (_, Self::Address(address)) => self.matches(&ReversePath::Mailbox(address.clone())),
            (_, Self::Null) => self.matches(&ReversePath::Null),
            (Self::Address(_) | Self::Null, Self::Domain(_)) => false,
        }
    }
}

fn is_same(one: &Domain, other: &Domain) -> bool {
    match (
        one.to_ascii(&Unicode::DEFAULT),
        other.to_ascii(&Unicode::DEFAULT),
    ) {
        (Some(one), Some(other)) => one == other,
        _ => false,
    }
}

impl FromStr for SenderPattern {
    type Err = ValueError;

    fn from_str(given: &str) -> Result<Self, ValueError> {
        match given.strip_prefix('@') {
            _ if given == "<>" => Ok(Self::Null),
            Some(domain) => domain.parse().map(Self::Domain),
            None => given.parse().map(Self::Address),
        }
    }
}

impl fmt::Display for SenderPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => write!(f, "{address}"),
            Self::Domain(domain) => write!(f, "@{domain}"),
            Self::Null => f.write_str("<>"),
        }
    }
}

#[cfg(test)]
mod tests;
