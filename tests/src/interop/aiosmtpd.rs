//! aiosmtpd, from PyPI.

use std::ffi::OsString;

use anyhow::{Result, ensure};

use super::{Server, Site, site};
use crate::process::{self, Process};

pub(super) fn start() -> Result<Server> {
    let python = site::here().join("servers/aiosmtpd/bin/python");
    ensure!(
        python.exists(),
        "aiosmtpd is needed: run `cargo xtask setup`"
    );
    let site = Site::new("aiosmtpd")?;
    let folder = process::folder("aiosmtpd")?;
    site.certify(folder.path())?;
    let settings = site.settings(folder.path()).to_string();
    let program = site::here().join("serve-aiosmtpd.py");
    let command = [python.into(), program.into(), OsString::from(settings)];
    let process = Process::start(folder, command)?;
    Server::new(site, process, true)
}
