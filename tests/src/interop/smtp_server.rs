//! smtp-server, from npm.

use std::ffi::OsString;

use anyhow::{Result, ensure};

use super::{Server, Site, site};
use crate::process::{self, Process};

pub(super) fn start() -> Result<Server> {
    ensure!(
        site::here().join("node_modules/smtp-server").exists(),
        "smtp-server is needed: run `cargo xtask setup`"
    );
    let site = Site::new("smtp-server")?;
    let folder = process::folder("smtp-server")?;
    site.certify(folder.path())?;
    let settings = site.settings(folder.path()).to_string();
    let program = site::here().join("serve-smtp-server.js");
    let command = ["node".into(), program.into(), OsString::from(settings)];
    let process = Process::start(folder, command)?;
    Server::new(site, process, true)
}
