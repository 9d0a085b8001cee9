//! Debian's Postfix, started by a test on loopback, with its own configuration, queue and mailboxes.
//!
//! It takes mail on two ports, one for STARTTLS and one inside TLS from the start, from who signs in,
//! and delivers it to the mailboxes of one domain in Maildir form. No mail leaves the machine.

mod config;
mod mailbox;

use std::{
    fs::{self, File, Permissions},
    io::Write as _,
    net::{Ipv4Addr, SocketAddr},
    os::unix::fs::{MetadataExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU16, Ordering},
    thread,
    time::{Duration, Instant, SystemTime},
};

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;

use crate::certificates::Authority;

pub use mailbox::Mailbox;

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

/// How long a start or a delivery may take before the test is told that it failed; either takes well
/// under a second on an idle machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often to look in the meantime.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Runs the server for as long as somebody holds the other end of standard input, so that it ends
/// with the test even where the test is killed. Arguments: Postfix's `master`, its configuration, and
/// the folder that goes when it has ended.
const GUARD: &str = r#"
trap '' INT
"$1" -c "$2" -s &
read -r _
kill $! && wait $!
kill -KILL -- -$! 2>/dev/null
rm -rf "$3"
"#;

/// A running Postfix. It ends, and leaves nothing behind, when this is dropped.
pub struct Postfix {
    folder: TempDir,
    guard: Child,
    address: Ipv4Addr,
    port: u16,
    authority: Authority,
}

impl Postfix {
    /// Starts it with a certificate for its own name.
    ///
    /// # Errors
    /// Where Postfix is not installed or does not start, or this is not root: it says what to do.
    pub fn start() -> Result<Self> {
        Self::start_as(NAME)
    }

    /// Starts it with a certificate for `name`.
    ///
    /// # Errors
    /// As for [`Postfix::start`].
    pub fn start_as(name: &str) -> Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("wsmtp-postfix-")
            .tempdir()?;
        let owner = fs::metadata(folder.path())?.uid();
        ensure!(
            owner == 0,
            "only root may start Postfix: run `cargo xtask setup`, which says how"
        );
        let (address, port) = (own_address(), own_port());
        let authority = Authority::new()?;
        lay_out(folder.path(), address, port)?;
        certify(folder.path(), &authority, name)?;
        add_user(folder.path())?;
        let guard = launch(folder.path())?;
        let postfix = Self {
            folder,
            guard,
            address,
            port,
            authority,
        };
        postfix.await_start()?;
        Ok(postfix)
    }

    /// Where it expects STARTTLS.
    #[must_use]
    pub fn starttls(&self) -> SocketAddr {
        (self.address, self.port).into()
    }

    /// Where it speaks TLS at once.
    #[must_use]
    pub fn implicit(&self) -> SocketAddr {
        (self.address, self.port + 1).into()
    }

    /// The authority that certified it.
    #[must_use]
    pub const fn authority(&self) -> &Authority {
        &self.authority
    }

    /// That authority's certificate, as a PEM file.
    #[must_use]
    pub fn authority_file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// The mailbox of one of [`USERS`].
    #[must_use]
    pub fn mailbox(&self, user: &str) -> Mailbox {
        Mailbox::new(self.folder.path().join("mail").join(user))
    }

    /// What it logged so far, for a test to say when something went wrong.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    fn await_start(&self) -> Result<()> {
        let start = Instant::now();
        while !self.log().contains("daemon started") {
            if start.elapsed() > PATIENCE {
                bail!("Postfix did not start; its log:\n{}", self.log());
            }
            thread::sleep(LOOK_AGAIN);
        }
        Ok(())
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        if let Err(error) = self.guard.wait() {
            log_leftover(self.folder.path(), &error);
        }
    }
}

#[expect(clippy::print_stderr, reason = "a drop has no other way to tell")]
fn log_leftover(folder: &Path, error: &std::io::Error) {
    eprintln!("Postfix in {} may still run: {error}", folder.display());
}

/// A loopback address that only this process uses, so that nobody can take a port of it between its
/// choice and Postfix's start.
fn own_address() -> Ipv4Addr {
    let [_, a, b, c] = std::process::id().to_be_bytes();
    Ipv4Addr::new(127, a, b, c)
}

/// The first of two ports that this process has not used yet.
fn own_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(2500);
    NEXT.fetch_add(2, Ordering::Relaxed)
}

/// Writes all that Postfix reads, and the folders that it does not make for itself.
fn lay_out(folder: &Path, address: Ipv4Addr, port: u16) -> Result<()> {
    // Postfix's processes and the delivery run as users of their own, and must get in.
    fs::set_permissions(folder, Permissions::from_mode(0o755))?;
    for name in ["etc/sasl", "queue", "mail"] {
        fs::create_dir_all(folder.join(name))?;
    }
    fs::set_permissions(folder.join("mail"), Permissions::from_mode(0o777))?;
    write_settled(&folder.join("etc/main.cf"), &config::main(folder))?;
    write_settled(
        &folder.join("etc/master.cf"),
        &config::master(address, port),
    )?;
    fs::write(folder.join("etc/sasl/smtpd.conf"), config::sasl(folder))?;
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

/// Enters [`USER`] into the database that the server asks for passwords.
fn add_user(folder: &Path) -> Result<()> {
    let database = folder.join("etc/sasl/sasldb2");
    let (name, domain) = USER
        .split_once('@')
        .context("the user's name has no domain")?;
    let mut command = Command::new("/usr/sbin/saslpasswd2");
    command
        .args(["-p", "-c", "-u", domain, "-f"])
        .arg(&database)
        .arg(name);
    let mut child = command
        .stdin(Stdio::piped())
        .spawn()
        .context(installed("sasl2-bin"))?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(PASSWORD.as_bytes())?;
    }
    ensure!(
        child.wait()?.success(),
        "saslpasswd2 did not take the test's password"
    );
    fs::set_permissions(&database, Permissions::from_mode(0o644))?;
    Ok(())
}

/// Lets Postfix make its folders, and starts its `master` under the guard.
fn launch(folder: &Path) -> Result<Child> {
    let config = folder.join("etc");
    let mut check = Command::new("/usr/sbin/postfix");
    let checked = check
        .arg("-c")
        .arg(&config)
        .arg("check")
        .output()
        .context(installed("postfix"))?;
    let said = String::from_utf8_lossy(&checked.stderr);
    let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
    ensure!(
        checked.status.success(),
        "Postfix rejects its configuration: {said}{log}"
    );
    let query = Command::new("/usr/sbin/postconf")
        .args(["-d", "-h", "daemon_directory"])
        .output()?;
    let daemons = String::from_utf8(query.stdout)?;
    let guard = Command::new("/bin/sh")
        .args(["-c", GUARD, "guard"])
        .arg(Path::new(daemons.trim()).join("master"))
        .args([config.as_path(), folder])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    Ok(guard)
}

fn installed(package: &str) -> String {
    format!("Debian's package {package} is needed: run `cargo xtask setup`")
}
