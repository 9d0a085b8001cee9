//! Exim, from Debian's exim4-daemon-heavy.

use std::fs;

use anyhow::Result;

use super::{
    Server, Site,
    root::{self, User},
    site::{self, MAX_SIZE, PASSWORD},
};
use crate::{process::Process, sasldb};

/// The user that Debian builds in.
const USER: User<'_> = User {
    name: "Debian-exim",
    id: 65533,
};

pub(super) fn start() -> Result<Server> {
    let site = Site::new("exim")?;
    let folder = root::lay_out("exim", &[USER])?;
    let etc = folder.path().join("etc");
    fs::write(etc.join("macros"), macros(&site))?;
    fs::copy(site::here().join("exim.conf"), etc.join("exim.conf"))?;
    site.certify(&etc)?;
    root::give(&etc.join("key.pem"), &USER)?;
    sasldb::create(&etc.join("sasldb2"), &site.user(), PASSWORD)?;
    root::make_folder(&folder.path().join("spool"), 0o755)?;
    root::give(&folder.path().join("spool"), &USER)?;
    let command = root::command(
        folder.path(),
        &["/usr/sbin/exim4", "-C", "/etc/exim.conf", "-bdf"],
    );
    let process = Process::start(folder, command)?;
    Server::new(site, process, false)
}

fn macros(site: &Site) -> String {
    format!(
        "OUR_NAME = {}\nOUR_DOMAIN = {}\nOUR_PLACES = {}\nOUR_ADDRESS = {}\nOUR_PORT = {}\nOUR_TLS_PORT = {}\n\
         OUR_SENDER = {}\nOUR_SECRET = {PASSWORD}\nOUR_PEOPLE = {}\nOUR_LIMIT = {MAX_SIZE}\n",
        site.host(),
        site.domain(),
        site.domains().join(" : "),
        site.smtp.ip(),
        site.smtp.port(),
        site.implicit.port(),
        site.user(),
        site::users().join(" : "),
    )
}
