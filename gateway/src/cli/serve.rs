//! `wsmtp-gateway serve`.

use std::{path::Path, time::Duration};

use anyhow::Context as _;
use tokio_util::sync::CancellationToken;
use wsmtp_gateway::{Gateway, Listener, check, config::Listen};

use super::{descriptors, manager, reload, signals};

/// How long the last lines of the audit log may take for somebody who will not wait: far longer than a
/// disk does.
const AT_ONCE: Duration = Duration::from_millis(200);

pub(crate) async fn run(file: &Path) -> anyhow::Result<()> {
    let config = check::read(file)?;
    descriptors::raise(&config.limits);
    let over = CancellationToken::new();
    let _ends_with_this = over.clone().drop_guard();
    let gateway = Gateway::new(&config)?.on_threads(&over)?;
    let listener = bind(&config.listen).await?;
    let admin = match &config.admin {
        Some(admin) => Some(bind(&admin.listen).await?),
        None => None,
    };
    let audited = gateway.clone();
    let stopped = signals::stopped(move || audited.flush(AT_ONCE))?;
    let stopping = CancellationToken::new();
    let reloads = reload::on_hangup(gateway.clone(), file, stopping.clone())?;
    let stop = async {
        stopped.await;
        stopping.cancel();
        manager::stopping().await;
    };
    let serve = gateway.clone().serve(listener, stop);
    let serve_admin = async {
        match admin {
            Some(listener) => gateway.serve_admin(listener).await,
            None => std::future::pending().await,
        }
    };
    manager::ready("serving").await;
    tokio::select! {
        outcome = serve => outcome?,
        outcome = serve_admin => outcome?,
        () = reloads => {}
        () = manager::watched(&gateway) => {}
    }
    Ok(())
}

async fn bind(listen: &Listen) -> anyhow::Result<Listener> {
    Listener::bind(listen)
        .await
        .with_context(|| format!("cannot listen at {listen}"))
}
