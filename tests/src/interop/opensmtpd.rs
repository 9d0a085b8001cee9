//! OpenSMTPD, from Debian.

use std::{fs, path::Path, process::Command};

use anyhow::{Result, ensure};

use super::{
    Server, Site,
    root::{self, User},
    site::{self, MAX_SIZE, PASSWORD},
};
use crate::process::Process;

/// The users that Debian builds in.
const OWN: [User<'_>; 2] = [
    User {
        name: "opensmtpd",
        id: 65532,
    },
    User {
        name: "opensmtpq",
        id: 65533,
    },
];

/// The first of the ids of those with a mailbox, whom it takes from the users of the machine.
const FIRST: u32 = 60000;

pub(super) fn start() -> Result<Server> {
    let site = Site::new("opensmtpd")?;
    let names = site::users();
    let mailboxes = (FIRST..).zip(&names).map(|(id, name)| User { name, id });
    let users: Vec<_> = OWN.into_iter().chain(mailboxes).collect();
    let folder = root::lay_out("opensmtpd", &users)?;
    let etc = folder.path().join("etc");
    fs::write(etc.join("macros"), macros(&site))?;
    let passwords = format!("{} {}\n", site.user(), encrypted(folder.path())?);
    fs::write(etc.join("passwords"), passwords)?;
    fs::write(etc.join("domains"), site.domains().join("\n"))?;
    fs::copy(site::here().join("smtpd.conf"), etc.join("smtpd.conf"))?;
    site.certify(&etc)?;
    // Whom it would trust if it sent mail anywhere; it does not start without.
    root::make_folder(&etc.join("ssl/certs"), 0o755)?;
    fs::copy(
        etc.join("authority.pem"),
        etc.join("ssl/certs/ca-certificates.crt"),
    )?;
    // Those that the package's own script makes.
    for place in ["var/lib/opensmtpd/empty", "var/spool", "var/run"] {
        root::make_folder(&folder.path().join(place), 0o711)?;
    }
    let command = root::command(folder.path(), &["/usr/sbin/smtpd", "-d", "-v"]);
    let process = Process::start(folder, command)?;
    Server::new(site, process, false)
}

fn macros(site: &Site) -> String {
    let macros = [
        ("our_name", site.host()),
        ("our_address", site.smtp.ip().to_string()),
        ("our_smtp", site.smtp.port().to_string()),
        ("our_implicit", site.implicit.port().to_string()),
        ("our_max_size", MAX_SIZE.to_string()),
    ];
    let lines = macros.map(|(name, value)| format!("{name} = \"{value}\"\n"));
    lines.concat()
}

/// The password as OpenSMTPD wants to have it.
fn encrypted(root: &Path) -> Result<String> {
    let output = Command::new("chroot")
        .arg(root)
        .args(["/usr/libexec/opensmtpd/encrypt", PASSWORD])
        .output()?;
    ensure!(
        output.status.success(),
        "the password could not be encrypted: {output:?}"
    );
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}
