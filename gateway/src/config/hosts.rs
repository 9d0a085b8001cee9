//! Servers that pages choose.

use std::path::{Path, PathBuf};

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
    /// A PEM file of authorities that vouch for these servers, besides those that the system trusts.
    pub ca: Option<PathBuf>,
    /// Networks that may be reached although they are private, such as `10.1.0.0/16`.
    #[serde(default)]
    pub networks: Vec<String>,
    /// Networks that may not be reached although they are public.
    #[serde(default)]
    pub deny: Vec<String>,
    /// What mails may be sent there.
    #[serde(default)]
    pub rules: MailRulesConfig,
    /// Authorities in DER form besides those of `ca`, for callers that hold them in memory.
    #[serde(skip)]
    pub authorities: Vec<Vec<u8>>,
}

impl OpenHosts {
    pub(crate) const KEYS: &[&str] = &[
        "hosts",
        "ports",
        "tokens",
        "cleartext",
        "ca",
        "networks",
        "deny",
        "rules",
    ];

    /// These hosts at these ports and nothing else, for pages with a token.
    pub fn new(hosts: Vec<String>, ports: Vec<u16>) -> Self {
        Self {
            hosts,
            ports,
            tokens: Some(TokenRule::Required),
            cleartext: false,
            ca: None,
            networks: Vec::new(),
            deny: Vec::new(),
            rules: MailRulesConfig::default(),
            authorities: Vec::new(),
        }
    }

    pub(super) fn settle(&mut self, folder: &Path) {
        self.ca = self.ca.take().map(|ca| folder.join(ca));
    }
}
