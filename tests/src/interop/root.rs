//! A root of its own for a server that has its paths and users built in, and does not know that it was
//! never installed. `cargo xtask setup` unpacks it; each run gets a copy.

use std::{
    ffi::OsString,
    fs::{self, Permissions},
    os::unix::fs::{PermissionsExt as _, chown},
    path::Path,
    process::Command,
};

use anyhow::{Context as _, Result, ensure};
use tempfile::TempDir;

use super::site;
use crate::process;

/// A user that exists in such a root.
pub(super) struct User<'a> {
    pub(super) name: &'a str,
    pub(super) id: u32,
}

/// The group of all of them: Debian's nogroup.
pub(super) const GROUP: u32 = 65534;

/// A copy of the root that was unpacked for the server `name`, with these users.
pub(super) fn lay_out(name: &str, users: &[User<'_>]) -> Result<TempDir> {
    let root = process::folder(name)?;
    let unpacked = site::here().join("servers").join(name);
    ensure!(
        unpacked.join(".installed").exists(),
        "{name} is needed: run `cargo xtask setup`"
    );
    let copied = Command::new("cp")
        .args(["-dR", "--preserve=mode"])
        .arg(unpacked.join("."))
        .arg(root.path())
        .status()?;
    ensure!(copied.success(), "{name} could not be copied");
    fs::set_permissions(root.path(), Permissions::from_mode(0o755))?;
    for (folder, mode) in [("dev", 0o755), ("tmp", 0o1777), ("mail", 0o1777)] {
        make_folder(&root.path().join(folder), mode)?;
    }
    // Nobody reads from it, and what is written there goes with the rest.
    let null = root.path().join("dev/null");
    fs::write(&null, "")?;
    fs::set_permissions(null, Permissions::from_mode(0o666))?;
    write_users(root.path(), users)?;
    Ok(root)
}

/// A folder that is there for everybody, as far as `mode` goes.
pub(super) fn make_folder(folder: &Path, mode: u32) -> Result<()> {
    fs::create_dir_all(folder)?;
    Ok(fs::set_permissions(folder, Permissions::from_mode(mode))?)
}

fn write_users(root: &Path, users: &[User<'_>]) -> Result<()> {
    let mut passwd = "root:x:0:0::/:/bin/sh\n".to_owned();
    let mut group = format!("root:x:0:\nnogroup:x:{GROUP}:\n");
    for User { name, id } in users {
        passwd.push_str(&format!("{name}:x:{id}:{GROUP}::/:/bin/sh\n"));
        group.push_str(&format!("{name}:x:{id}:\n"));
    }
    fs::write(root.join("etc/passwd"), passwd)?;
    Ok(fs::write(root.join("etc/group"), group)?)
}

/// Gives a file or folder to one of the users.
pub(super) fn give(path: &Path, user: &User<'_>) -> Result<()> {
    chown(path, Some(user.id), Some(GROUP))
        .with_context(|| format!("{} could not be given to {}", path.display(), user.name))
}

/// The command that runs `program` with `root` as `/`.
pub(super) fn command(root: &Path, program: &[&str]) -> Vec<OsString> {
    let mut command = vec!["chroot".into(), root.into()];
    command.extend(program.iter().map(OsString::from));
    command
}
