//! Haraka, from npm.

use std::{ffi::OsString, fs, path::Path};

use anyhow::{Result, ensure};

use super::{
    Server, Site,
    site::{self, PASSWORD},
};
use crate::process::{self, Process};

pub(super) fn start() -> Result<Server> {
    let program = site::here().join("node_modules/Haraka/bin/haraka");
    ensure!(
        program.exists(),
        "Haraka is needed: run `cargo xtask setup`"
    );
    let site = Site::new("haraka")?;
    let folder = process::folder("haraka")?;
    site.certify(folder.path())?;
    configure(&site, folder.path())?;
    let place = folder.path().into();
    let command: [OsString; 4] = ["node".into(), program.into(), "-c".into(), place];
    let process = Process::start(folder, command)?;
    Server::new(site, process, false)
}

/// Haraka's own limit for a mail.
const DEFAULT_LIMIT: &str = "bytes=26214400";

/// Writes what Haraka reads.
fn configure(site: &Site, folder: &Path) -> Result<()> {
    let (config, plugins) = (folder.join("config"), folder.join("plugins"));
    fs::create_dir(&config)?;
    fs::create_dir(&plugins)?;
    fs::copy(
        site::here().join("haraka-mailboxes.js"),
        plugins.join("mailboxes.js"),
    )?;
    let settings = site.settings(folder).to_string();
    let files = [
        ("plugins", "tls\nauth/flat_file\nmailboxes\n".to_owned()),
        ("mailboxes.json", settings),
        ("me", site.host()),
        ("smtp.ini", listeners(site)),
        ("connection.ini", connections()?),
        ("tls.ini", keys(folder)),
        ("auth_flat_file.ini", passwords(site)),
    ];
    for (name, text) in files {
        fs::write(config.join(name), text)?;
    }
    Ok(())
}

/// The limits and words that it comes with, which it cannot do without, but for the size of mails.
fn connections() -> Result<String> {
    let own = site::here().join("node_modules/Haraka/config/connection.ini");
    let text = fs::read_to_string(own)?;
    ensure!(
        text.contains(DEFAULT_LIMIT),
        "Haraka's limit for a mail is not where it was"
    );
    Ok(text.replace(DEFAULT_LIMIT, &format!("bytes={}", site::MAX_SIZE)))
}

fn listeners(site: &Site) -> String {
    let (smtp, implicit) = (site.smtp, site.implicit);
    format!("listen={smtp},{implicit}\nsmtps_port={}\n", implicit.port())
}

fn keys(folder: &Path) -> String {
    let group = site::here().join("ffdhe2048.pem");
    let (folder, group) = (folder.display(), group.display());
    format!("key={folder}/key.pem\ncert={folder}/certificate.pem\ndhparam={group}\n")
}

fn passwords(site: &Site) -> String {
    let user = site.user();
    format!("[core]\nmethods=PLAIN,LOGIN,CRAM-MD5\n[users]\n{user}={PASSWORD}\n")
}
