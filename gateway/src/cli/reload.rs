//! SIGHUP: the configuration is read again.

use std::{future::Future, io, path::Path};

use tokio::signal::unix::{SignalKind, signal};
use wsmtp_gateway::{Gateway, ReloadError, check::CheckError};

use super::manager;

/// Reads `file` again at each SIGHUP, for as long as it is polled.
pub(super) fn on_hangup(gateway: Gateway, file: &Path) -> io::Result<impl Future<Output = ()>> {
    let mut hangups = signal(SignalKind::hangup())?;
    Ok(async move {
        while hangups.recv().await.is_some() {
            manager::reloading();
            match gateway.reload_file(file) {
                Ok(fixed) => {
                    say_reloaded(file, &fixed);
                    manager::ready("serving");
                }
                Err(error) => {
                    say_kept(file, error);
                    manager::ready("serving by the old configuration; the new one is wrong");
                }
            }
        }
    })
}

fn say_reloaded(file: &Path, fixed: &[&str]) {
    tracing::info!(file = %file.display(), "the configuration was read again; it holds for new sessions");
    for key in fixed {
        tracing::warn!(key, "what is new here holds after a restart");
    }
}

fn say_kept(file: &Path, error: ReloadError) {
    if let ReloadError::Check(CheckError::Wrong { problems, .. }) = &error {
        for problem in problems {
            tracing::error!(file = %file.display(), "{problem}");
        }
    } else {
        tracing::error!("{:#}", anyhow::Error::new(error));
    }
    tracing::error!(file = %file.display(), "the configuration was read again and is not used; the old one holds on");
}
