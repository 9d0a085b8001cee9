//! A running mail server, whichever it is.

use std::{collections::HashSet, fs, net::SocketAddr};

use anyhow::{Context as _, Result, ensure};

use super::{Letter, Site, site};
use crate::{driver::Tls, mailbox::Mailbox, process::Process};

/// A mail server on loopback. It ends, and leaves nothing behind, when this is dropped.
pub struct Server {
    site: Site,
    process: Process,
    lmtp: bool,
}

impl Server {
    /// Waits until the server listens; `lmtp` tells whether it speaks that too.
    pub(super) fn new(site: Site, process: Process, lmtp: bool) -> Result<Self> {
        let server = Self {
            site,
            process,
            lmtp,
        };
        let site = &server.site;
        for address in [Some(site.smtp), Some(site.implicit), server.lmtp()] {
            address.map_or(Ok(()), |address| server.process.await_listening(address))?;
        }
        Ok(server)
    }

    /// Its names and addresses.
    #[must_use]
    pub const fn site(&self) -> &Site {
        &self.site
    }

    /// Where it speaks LMTP, if it does.
    #[must_use]
    pub const fn lmtp(&self) -> Option<SocketAddr> {
        if self.lmtp {
            Some(self.site.lmtp)
        } else {
            None
        }
    }

    /// What a client needs to trust it, and to show that it is [`Site::user`].
    pub(super) fn tls(&self) -> Result<Tls> {
        let Site { authority, .. } = &self.site;
        let identity = authority.certify(&self.site.user())?;
        Tls::showing(&authority.pem(), &self.site.host(), &identity)
    }

    /// Waits until so many mails in somebody's mailbox are `letter`, or speak of it.
    pub(super) fn found(&self, user: &str, letter: &Letter, count: usize) -> Result<Vec<Vec<u8>>> {
        self.mailbox(user)
            .wait_for_those(count, |mail| letter.is_in(mail))
            .with_context(|| format!("{} for {user}", letter.id))
    }

    /// Waits until somebody has `letter`, as it was sent.
    pub(super) fn has(&self, user: &str, letter: &Letter) -> Result<()> {
        for stored in self.found(user, letter, 1)? {
            ensure!(
                letter.is_whole_in(&stored),
                "{user} got something else than {}:\n{}",
                letter.id,
                String::from_utf8_lossy(&stored)
            );
        }
        Ok(())
    }

    /// What the server was told about `letter` beforehand, where it notes that in the mail itself.
    pub(super) fn told(&self, letter: &Letter) -> Result<Option<String>> {
        let stored = self.found("bob", letter, 1)?.concat();
        let first = stored.split(|octet| *octet == b'\n').next();
        let told = first.and_then(|line| line.strip_prefix(b"X-Envelope: "));
        Ok(told.map(|told| String::from_utf8_lossy(told).into_owned()))
    }

    /// Fails where a letter is twice in a mailbox, or somebody has one who should not.
    pub(super) fn check_mailboxes(&self) -> Result<()> {
        let users = site::users();
        for entry in fs::read_dir(self.process.folder().join("mail"))? {
            let user = entry?.file_name().to_string_lossy().into_owned();
            ensure!(users.contains(&user), "{user} has a mailbox");
            let mut seen = HashSet::new();
            for stored in self.mailbox(&user).all()? {
                let Some(id) = Letter::id_of(&stored) else {
                    continue;
                };
                ensure!(
                    seen.insert(id.to_vec()),
                    "{user} has a letter twice:\n{}",
                    String::from_utf8_lossy(&stored)
                );
            }
        }
        Ok(())
    }

    /// Somebody's mailbox.
    #[must_use]
    pub fn mailbox(&self, user: &str) -> Mailbox {
        Mailbox::new(self.process.folder().join("mail").join(user))
    }

    /// What it logged so far, for a test to say when something went wrong.
    #[must_use]
    pub fn log(&self) -> String {
        // Exim keeps its log beside its spool.
        let spooled = self.process.folder().join("spool/mainlog");
        self.process.log() + &fs::read_to_string(spooled).unwrap_or_default()
    }
}
