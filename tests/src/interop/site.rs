//! What is the same at every server, but for its domain.

use std::{
    fs::{self, Permissions},
    net::SocketAddr,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use anyhow::Result;
use serde_json::{Value, json};

use crate::{certificates::Authority, loopback};

/// The password of the one user who may sign in.
pub(super) const PASSWORD: &str = "correct horse, battery";

/// What that user shows instead where a server takes OAuth tokens.
pub(super) const TOKEN: &str = "ya29.correct-horse";

/// The largest mail that each server takes, in octets.
pub(super) const MAX_SIZE: u64 = 4 * 1024 * 1024;

/// Who has a mailbox: two who write each other, one whom only SMTPUTF8 reaches, and a crowd.
pub(super) fn users() -> Vec<String> {
    let crowd = (1..=CROWD).map(|number| format!("member{number}"));
    ["alice", "bob", "jürgen"]
        .map(str::to_owned)
        .into_iter()
        .chain(crowd)
        .collect()
}

/// How many are in the crowd.
pub(super) const CROWD: usize = 60;

/// The place of one server: its names, where it listens, and who vouches for it.
pub struct Site {
    pub(super) name: &'static str,
    /// Where sessions begin without TLS.
    pub smtp: SocketAddr,
    /// Where they begin inside it.
    pub implicit: SocketAddr,
    /// Where LMTP is spoken, if it is.
    pub lmtp: SocketAddr,
    /// Who certified it.
    pub authority: Authority,
}

impl Site {
    /// A place for the server `name`, a label of a domain.
    ///
    /// # Errors
    /// Where the system has no random numbers.
    pub fn new(name: &'static str) -> Result<Self> {
        Ok(Self {
            name,
            smtp: loopback::port(),
            implicit: loopback::port(),
            lmtp: loopback::port(),
            authority: Authority::new()?,
        })
    }

    /// The domain whose mail the server takes.
    #[must_use]
    pub fn domain(&self) -> String {
        format!("{}.test", self.name)
    }

    /// All domains whose mail the server takes: that one, and one below it whose name is not ASCII, in
    /// both its spellings.
    #[must_use]
    pub fn domains(&self) -> [String; 3] {
        let domain = self.domain();
        let ascii = format!("xn--bcher-kva.{domain}");
        let unicode = format!("bücher.{domain}");
        [domain, ascii, unicode]
    }

    /// The server's own name, which its certificate carries too.
    #[must_use]
    pub fn host(&self) -> String {
        format!("mail.{}", self.domain())
    }

    /// Who may sign in.
    #[must_use]
    pub fn user(&self) -> String {
        self.address("alice")
    }

    /// The address of somebody here.
    #[must_use]
    pub fn address(&self, local: &str) -> String {
        format!("{local}@{}", self.domain())
    }

    /// Writes `certificate.pem`, `key.pem` and `authority.pem`.
    pub(super) fn certify(&self, folder: &Path) -> Result<()> {
        let certified = self.authority.certify(&self.host())?;
        fs::write(folder.join("certificate.pem"), certified.certificate)?;
        let key = folder.join("key.pem");
        fs::write(&key, certified.key)?;
        // Servers refuse to use a key that others could read.
        fs::set_permissions(key, Permissions::from_mode(0o600))?;
        Ok(fs::write(
            folder.join("authority.pem"),
            self.authority.pem(),
        )?)
    }

    /// For servers that are programmed: what they need to know, with files in `folder`.
    pub(super) fn settings(&self, folder: &Path) -> Value {
        let port = |address: SocketAddr| json!({"host": address.ip(), "port": address.port()});
        json!({
            "name": self.host(),
            "domains": self.domains(),
            "smtp": port(self.smtp),
            "implicit": port(self.implicit),
            "lmtp": port(self.lmtp),
            "users": users(),
            "user": self.user(),
            "password": PASSWORD,
            "token": TOKEN,
            "max_size": MAX_SIZE,
            "certificate": folder.join("certificate.pem"),
            "key": folder.join("key.pem"),
            "mail": folder.join("mail"),
            "here": here(),
        })
    }
}

/// `tests/interop`.
pub(super) fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("interop")
}
