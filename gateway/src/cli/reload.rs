//! SIGHUP: the configuration is read again.

use std::{
    future::{Future, pending},
    io,
    path::Path,
};

use tokio::{
    signal::unix::{SignalKind, signal},
    task::spawn_blocking,
};
use tokio_util::sync::CancellationToken;
use wsmtp_gateway::{Gateway, ReloadError, check::CheckError};

use super::manager;

/// Reads `file` again at each SIGHUP until `stopping`. Never ready.
///
/// # Errors
/// When the system has no signals to give.
pub(super) fn on_hangup(
    gateway: Gateway,
    file: &Path,
    stopping: CancellationToken,
) -> io::Result<impl Future<Output = ()>> {
    let mut hangups = signal(SignalKind::hangup())?;
    let reloads = async move {
        while hangups.recv().await.is_some() {
            manager::reloading().await;
            manager::ready(reload(&gateway, file).await).await;
        }
    };
    Ok(async move {
        stopping.run_until_cancelled(reloads).await;
        pending().await
    })
}

/// Reads `file` again; gives the gateway's state in words.
async fn reload(gateway: &Gateway, file: &Path) -> &'static str {
    tracing::info!(file = %file.display(), "reading the configuration again");
    let (gateway, named) = (gateway.clone(), file.to_owned());
    // Files may be slow, and meanwhile pages are served and the watchdog is fed.
    let outcome = spawn_blocking(move || gateway.reload_file(&named)).await;
    match outcome {
        Ok(Ok(fixed)) => {
            say_reloaded(file, &fixed);
            return "serving";
        }
        Ok(Err(error)) => say_wrong(file, error),
        Err(error) => tracing::error!(%error, "the configuration cannot be read again"),
    }
    tracing::error!(file = %file.display(), "the configuration was read again and is not used; the old one holds on");
    "serving by the old configuration; the new one is wrong"
}

fn say_reloaded(file: &Path, fixed: &[&str]) {
    tracing::info!(file = %file.display(), "the configuration was read again; it holds for new sessions");
    for key in fixed {
        tracing::warn!(key, "what is new here holds after a restart");
    }
}

fn say_wrong(file: &Path, error: ReloadError) {
    if let ReloadError::Check(CheckError::Wrong { problems, .. }) = &error {
        for problem in problems {
            tracing::error!(file = %file.display(), "{problem}");
        }
    } else {
        tracing::error!("{:#}", anyhow::Error::new(error));
    }
}
