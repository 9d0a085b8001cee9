//! What mails may be sent.

use serde::Deserialize;

/// `rules`: what mails a page may send. What is absent is not limited.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, expecting = "a table of rules for mails")]
pub struct MailRulesConfig {
    /// Addresses that mails may come from, and `@domain` for all of a domain.
    pub senders: Option<Vec<String>>,
    /// Recipients of one mail.
    pub recipients: Option<u32>,
    /// Mails in one session.
    pub mails: Option<u32>,
    /// Mails that one token subject may send within an hour.
    pub mails_per_hour: Option<u32>,
    /// Bytes of one mail.
    pub size: Option<u64>,
}

impl MailRulesConfig {
    pub(crate) const KEYS: &[&str] = &["senders", "recipients", "mails", "mails_per_hour", "size"];
}
