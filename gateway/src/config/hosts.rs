use serde::Deserialize;

use super::{MailRulesConfig, TokenRule};

/// `[open]`: servers that a page may choose itself. Every address that their names resolve to is
/// judged all the same.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a table with hosts, ports and tokens")]
pub struct OpenHosts {
    /// Host names, or `*.` and a domain for all names below it.
    pub hosts: Vec<String>,
    /// Ports. 25 is reached only where it is listed.
    pub ports: Vec<u16>,
    /// Whether a page needs a token; must be said.
    pub tokens: Option<TokenRule>,
    /// Permits sessions in clear: everything then travels readable.
    #[serde(default)]
    pub cleartext: bool,
    /// Networks that may be reached although they are private, such as `10.1.0.0/16`.
    #[serde(default)]
    pub networks: Vec<String>,
    /// Networks that may not be reached although they are public.
    #[serde(default)]
    pub deny: Vec<String>,
    /// What mails may be sent there.
    #[serde(default)]
    pub rules: MailRulesConfig,
}

impl OpenHosts {
    pub(crate) const KEYS: &[&str] = &[
        "hosts",
        "ports",
        "tokens",
        "cleartext",
        "networks",
        "deny",
        "rules",
    ];
}
