//! SIGHUP: the configuration is read again.

use std::{future::Future, io, path::Path};

use tokio::{
    signal::unix::{SignalKind, signal},
    task::spawn_blocking,
};
use wsmtp_gateway::{Gateway, ReloadError, check::CheckError};

use super::manager;

/// Reads `file` again at each SIGHUP, for as long as it is polled.
///
/// # Errors
/// When the system has no signals to give, or no thread.
pub(super) fn on_hangup(
    gateway: Gateway,
    file: &Path,
) -> io::Result<impl Future<Output = io::Result<()>>> {
    let mut hangups = signal(SignalKind::hangup())?;
    Ok(async move {
        while hangups.recv().await.is_some() {
            manager::reloading();
            tracing::info!(file = %file.display(), "reading the configuration again");
            let (gateway, named) = (gateway.clone(), file.to_owned());
            // Files may be slow, and meanwhile pages are served and the watchdog is fed.
            let outcome = spawn_blocking(move || gateway.reload_file(&named));
            match outcome.await? {
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
        Ok(())
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
