//! The mail server that accepts everything and keeps nothing, the load driver's other half.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use anyhow::Result;

use super::{held::Held, install::Programs, security::Security};

/// It ends when this is dropped.
pub(super) struct Sink {
    /// Where files of a run are.
    pub(super) folder: PathBuf,
    /// The certificate of the authority behind its own.
    pub(super) ca: PathBuf,
    clear: SocketAddr,
    secure: SocketAddr,
    _child: Held,
}

impl Sink {
    pub(super) fn start(programs: &Programs, folder: &Path) -> Result<Self> {
        let ca = folder.join("authority.pem");
        let mut child = Held::start(&programs.driver, &["sink", &ca.display().to_string()])?;
        Ok(Self {
            folder: folder.to_owned(),
            ca,
            clear: child.answer("clear")?,
            secure: child.answer("secure")?,
            _child: child,
        })
    }

    pub(super) const fn address(&self, security: Security) -> SocketAddr {
        match security {
            Security::Clear => self.clear,
            Security::Tls => self.secure,
        }
    }
}
