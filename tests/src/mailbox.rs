//! Where a server delivers one user's mail: a Maildir.

use std::{
    fs, io,
    path::{Path, PathBuf},
    thread,
    time::Instant,
};

use anyhow::{Context as _, Result, ensure};

use crate::process::{LOOK_AGAIN, PATIENCE};

/// One user's Maildir.
pub struct Mailbox {
    folder: PathBuf,
}

impl Mailbox {
    pub(crate) const fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The folder in which each delivered mail is one file. It is there after the first delivery.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        self.folder.join("new")
    }

    /// The only mail in it.
    ///
    /// # Errors
    /// Where there is none in time, or there are several.
    pub fn only(&self) -> Result<Vec<u8>> {
        let mails = self.wait_for(1)?;
        let mail = mails.first().context("no mail")?;
        Ok(fs::read(mail)?)
    }

    /// The files of so many mails. Servers deliver after it has answered for a mail, so this waits.
    ///
    /// # Errors
    /// Where there are fewer in time, or more.
    pub fn wait_for(&self, count: usize) -> Result<Vec<PathBuf>> {
        let start = Instant::now();
        loop {
            let mails = mails(&self.folder())?;
            let (found, folder) = (mails.len(), self.folder.display());
            let patient = found < count && start.elapsed() < PATIENCE;
            ensure!(
                patient || found == count,
                "{found} mails in {folder}, not {count}"
            );
            if found == count {
                return Ok(mails);
            }
            thread::sleep(LOOK_AGAIN);
        }
    }

    /// So many mails among those that are there, which `wanted` tells from the others.
    ///
    /// # Errors
    /// Where there are fewer in time, or more.
    pub fn wait_for_those(
        &self,
        count: usize,
        wanted: impl Fn(&[u8]) -> bool,
    ) -> Result<Vec<Vec<u8>>> {
        let start = Instant::now();
        loop {
            let mut mails = self.all()?;
            mails.retain(|mail| wanted(mail));
            if mails.len() >= count {
                ensure!(mails.len() == count, "{} mails, not {count}", mails.len());
                return Ok(mails);
            }
            let folder = self.folder.display();
            ensure!(
                start.elapsed() < PATIENCE,
                "{} mails in {folder}, not {count}",
                mails.len()
            );
            thread::sleep(LOOK_AGAIN);
        }
    }

    /// What it holds now.
    pub(crate) fn all(&self) -> io::Result<Vec<Vec<u8>>> {
        mails(&self.folder())?.into_iter().map(fs::read).collect()
    }

    /// Whether nothing was ever delivered to it.
    #[must_use]
    pub fn is_untouched(&self) -> bool {
        !self.folder.exists()
    }
}

fn mails(folder: &Path) -> io::Result<Vec<PathBuf>> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}
