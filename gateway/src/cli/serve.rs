//! `wsmtp-gateway serve`.

use std::path::Path;

use anyhow::Context as _;
use tokio::net::TcpListener;
use wsmtp_gateway::{AdminListener, Gateway, check, config::Listen};

use super::{manager, reload, signals};

pub(crate) async fn run(file: &Path) -> anyhow::Result<()> {
    let config = check::read(file)?;
    let gateway = Gateway::new(&config)?;
    let Listen::Tcp(address) = config.listen else {
        anyhow::bail!("cannot listen at {}", config.listen);
    };
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen at {address}"))?;
    let admin = match &config.admin {
        Some(admin) => Some(AdminListener::bind(&admin.listen).await?),
        None => None,
    };
    let stopped = signals::stopped()?;
    let reloads = reload::on_hangup(gateway.clone(), file)?;
    let stop = async {
        stopped.await;
        manager::stopping();
    };
    let serve = gateway.clone().serve(listener, stop);
    let serve_admin = async {
        match admin {
            Some(listener) => gateway.serve_admin(listener).await,
            None => std::future::pending().await,
        }
    };
    manager::ready("serving");
    tokio::select! {
        outcome = serve => outcome?,
        outcome = serve_admin => outcome?,
        () = reloads => {}
        () = manager::watched() => {}
    }
    Ok(())
}
