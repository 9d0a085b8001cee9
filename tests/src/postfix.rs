//! Debian's Postfix, started by a test on loopback, with its own configuration, queue and mailboxes.
//!
//! It takes mail on two ports, one for STARTTLS and one inside TLS from the start, from who signs in,
//! and delivers it to the mailboxes of one domain in Maildir form. No mail leaves the machine.

mod config;

use std::{
    fs::{self, File, Permissions},
    net::SocketAddr,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, SystemTime},
};

use anyhow::{Context, Result, ensure};

use crate::{
    certificates::Authority,
    loopback,
    mailbox::Mailbox,
    process::{self, Process},
    sasldb,
};

/// The server's name, which its certificate carries too.
pub const NAME: &str = "mail.postfix.test";

/// The domain whose mail it takes.
pub const DOMAIN: &str = "postfix.test";

/// The local parts that have a mailbox; all others are refused.
pub const USERS: &[&str] = &["alice", "bob", "carol"];

/// Who may send.
pub const USER: &str = "alice@postfix.test";

/// That user's password.
pub const PASSWORD: &str = "correct horse, battery";

/// The largest mail it takes, in octets.
pub const MAX_SIZE: u64 = 20 * 1024 * 1024;

/// What a test may want otherwise.
pub struct Settings {
    /// The name on its certificate.
    pub name: String,
    /// The domains whose mail it takes.
    pub domains: Vec<String>,
    /// The local parts that have a mailbox in all of them; all others are refused.
    pub users: Vec<String>,
    /// The largest mail it takes, in octets.
    pub max_size: u64,
    /// The mechanisms for AUTH, separated by spaces.
    pub mechanisms: String,
    /// Who may send: those who have signed in, or whoever is on this machine.
    pub needs_auth: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            name: NAME.to_owned(),
            domains: vec![DOMAIN.to_owned()],
            users: USERS.iter().map(|user| (*user).to_owned()).collect(),
            max_size: MAX_SIZE,
            mechanisms: "PLAIN LOGIN".to_owned(),
            needs_auth: true,
        }
    }
}

/// A running Postfix. It ends, and leaves nothing behind, when this is dropped.
pub struct Postfix {
    process: Process,
    starttls: SocketAddr,
    implicit: SocketAddr,
    authority: Authority,
}

impl Postfix {
    /// Starts it as most tests want it.
    ///
    /// # Errors
    /// Where Postfix is not installed or does not start, or this is not root: it says what to do.
    pub fn start() -> Result<Self> {
        Self::start_with(&Settings::default())
    }

    /// Starts it in another way.
    ///
    /// # Errors
    /// As for [`Postfix::start`].
    pub fn start_with(settings: &Settings) -> Result<Self> {
        let folder = process::folder("postfix")?;
        let (starttls, implicit) = (loopback::port(), loopback::port());
        let authority = Authority::new()?;
        lay_out(folder.path(), settings, [starttls, implicit])?;
        certify(folder.path(), &authority, &settings.name)?;
        sasldb::create(&folder.path().join("etc/sasl/sasldb2"), USER, PASSWORD)?;
        let master = master(folder.path())?;
        let process = Process::start(folder, master)?;
        process.await_listening(starttls)?;
        Ok(Self {
            process,
            starttls,
            implicit,
            authority,
        })
    }

    /// Where it expects STARTTLS.
    #[must_use]
    pub const fn starttls(&self) -> SocketAddr {
        self.starttls
    }

    /// Where it speaks TLS at once.
    #[must_use]
    pub const fn implicit(&self) -> SocketAddr {
        self.implicit
    }

    /// The authority that certified it.
    #[must_use]
    pub const fn authority(&self) -> &Authority {
        &self.authority
    }

    /// That authority's certificate, as a PEM file.
    #[must_use]
    pub fn authority_file(&self) -> PathBuf {
        self.process.folder().join("ca.pem")
    }

    /// The mailbox of one of [`USERS`].
    #[must_use]
    pub fn mailbox(&self, user: &str) -> Mailbox {
        Mailbox::new(self.process.folder().join("mail").join(user))
    }

    /// What it is made of.
    pub(crate) fn into_parts(self) -> (Process, [SocketAddr; 2], Authority) {
        (self.process, [self.starttls, self.implicit], self.authority)
    }

    /// What it logged so far, for a test to say when something went wrong.
    #[must_use]
    pub fn log(&self) -> String {
        self.process.log()
    }
}

/// Writes all that Postfix reads, and the folders that it does not make for itself.
fn lay_out(folder: &Path, settings: &Settings, ports: [SocketAddr; 2]) -> Result<()> {
    for name in ["etc/sasl", "queue", "mail"] {
        fs::create_dir_all(folder.join(name))?;
    }
    fs::set_permissions(folder.join("mail"), Permissions::from_mode(0o777))?;
    write_settled(&folder.join("etc/main.cf"), &config::main(folder, settings))?;
    write_settled(&folder.join("etc/master.cf"), &config::master(ports))?;
    let sasl = config::sasl(folder, &settings.mechanisms);
    fs::write(folder.join("etc/sasl/smtpd.conf"), sasl)?;
    Ok(())
}

/// Writes a file and dates it back: Postfix waits until a file that was just written is a second old,
/// as it may still change.
fn write_settled(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text)?;
    let settled = SystemTime::now() - Duration::from_secs(60);
    File::options()
        .write(true)
        .open(path)?
        .set_modified(settled)?;
    Ok(())
}

fn certify(folder: &Path, authority: &Authority, name: &str) -> Result<()> {
    let certified = authority.certify(name)?;
    fs::write(folder.join("ca.pem"), authority.pem())?;
    fs::write(
        folder.join("chain.pem"),
        certified.key + &certified.certificate,
    )?;
    Ok(())
}

/// Lets Postfix make its folders, and tells the command that starts its `master`.
fn master(folder: &Path) -> Result<[PathBuf; 4]> {
    let config = folder.join("etc");
    let checked = Command::new("/usr/sbin/postfix")
        .arg("-c")
        .arg(&config)
        .arg("check")
        .output()
        .context("Debian's package postfix is needed: run `cargo xtask setup`")?;
    let said = String::from_utf8_lossy(&checked.stderr);
    let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
    ensure!(
        checked.status.success(),
        "Postfix rejects its configuration: {said}{log}"
    );
    let query = Command::new("/usr/sbin/postconf")
        .args(["-d", "-h", "daemon_directory"])
        .output()?;
    let daemons = PathBuf::from(String::from_utf8(query.stdout)?.trim());
    Ok([daemons.join("master"), "-c".into(), config, "-s".into()])
}
