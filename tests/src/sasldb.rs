//! The database that Cyrus SASL asks for passwords.

use std::{
    fs::{self, Permissions},
    io::Write as _,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, ensure};

/// Makes a database that knows one user, `name@domain`, and that any server may read.
///
/// # Errors
/// Where the program that writes it is missing or refuses.
pub(crate) fn create(database: &Path, user: &str, password: &str) -> Result<()> {
    let (name, domain) = user
        .split_once('@')
        .context("the user's name has no domain")?;
    let mut child = Command::new("/usr/sbin/saslpasswd2")
        .args(["-p", "-c", "-u", domain, "-f"])
        .arg(database)
        .arg(name)
        .stdin(Stdio::piped())
        .spawn()
        .context("Debian's package sasl2-bin is needed: run `cargo xtask setup`")?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(password.as_bytes())?;
    }
    ensure!(
        child.wait()?.success(),
        "saslpasswd2 did not take the test's password"
    );
    fs::set_permissions(database, Permissions::from_mode(0o644))?;
    Ok(())
}
