//! A server that the operator has named.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use wsmtp_tunnel::Security;

use super::{MailRulesConfig, TokenRule};

/// `[upstream.NAME]`: one mail server that the operator has named.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a table with host, port, tls and tokens")]
pub struct UpstreamConfig {
    /// Its host name or address; what a `socket` is called, which is `localhost` if empty.
    #[serde(default)]
    pub host: String,
    /// Its port; means nothing with `socket`.
    #[serde(default)]
    pub port: u16,
    /// How the connection to it is secured.
    pub tls: Security,
    /// Whether a page needs a token to reach it; must be said.
    pub tokens: Option<TokenRule>,
    /// A Unix socket to connect to instead of `host` and `port`.
    pub socket: Option<PathBuf>,
    /// A PEM file of authorities that vouch for it, besides those that the system trusts.
    pub ca: Option<PathBuf>,
    /// The name its certificate is for, where that is not `host`.
    pub server_name: Option<String>,
    /// Permits `tls = "none"` to a server on another machine: everything then travels readable.
    #[serde(default)]
    pub cleartext: bool,
    /// As whom the gateway signs in there itself, so that pages need no password.
    pub account: Option<Account>,
    /// What mails may be sent there.
    #[serde(default)]
    pub rules: MailRulesConfig,
    /// Authorities in DER form besides those of `ca`, for callers that hold them in memory.
    #[serde(skip)]
    pub authorities: Vec<Vec<u8>>,
}

/// `account`: a user of a mail server, and where the password is, which is never in this file.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a table with user, and password_file or password_env")]
pub struct Account {
    /// The user.
    pub user: String,
    /// A file whose first line is the password.
    pub password_file: Option<PathBuf>,
    /// The variable of the environment that holds the password.
    pub password_env: Option<String>,
    /// Permits an upstream that asks for no token: everybody who reaches it sends as this user.
    #[serde(default)]
    pub anybody: bool,
}

impl UpstreamConfig {
    pub(crate) const KEYS: &[&str] = &[
        "host",
        "port",
        "tls",
        "tokens",
        "socket",
        "ca",
        "server_name",
        "cleartext",
        "account",
        "rules",
    ];

    /// An upstream without anything optional, for pages with a token.
    pub fn new(host: impl Into<String>, port: u16, tls: Security) -> Self {
        Self {
            host: host.into(),
            port,
            tls,
            tokens: Some(TokenRule::Required),
            socket: None,
            ca: None,
            server_name: None,
            cleartext: false,
            account: None,
            rules: MailRulesConfig::default(),
            authorities: Vec::new(),
        }
    }

    /// What the server is called.
    pub(crate) fn host(&self) -> &str {
        match self.host.as_str() {
            "" => "localhost",
            host => host,
        }
    }

    /// The name that the server's certificate must be for.
    pub(crate) fn certificate_name(&self) -> &str {
        self.server_name.as_deref().unwrap_or_else(|| self.host())
    }

    pub(super) fn settle(&mut self, folder: &Path) {
        for path in [&mut self.ca, &mut self.socket] {
            *path = path.take().map(|path| folder.join(path));
        }
        if let Some(account) = &mut self.account {
            let file = account.password_file.take();
            account.password_file = file.map(|file| folder.join(file));
        }
    }
}

impl Account {
    /// A user whose password is the first line of a file.
    pub fn with_file(user: impl Into<String>, password_file: impl Into<PathBuf>) -> Self {
        Self {
            user: user.into(),
            password_file: Some(password_file.into()),
            password_env: None,
            anybody: false,
        }
    }

    pub(crate) const KEYS: &[&str] = &["user", "password_file", "password_env", "anybody"];
}
