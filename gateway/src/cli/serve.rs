//! `wsmtp-gateway serve`.

use std::path::Path;

use anyhow::Context as _;
use tokio::net::TcpListener;
use wsmtp_gateway::{Gateway, check, config::Listen};

use super::signals;

pub(crate) async fn run(file: &Path) -> anyhow::Result<()> {
    let config = check::read(file)?;
    let gateway = Gateway::new(&config)?;
    let Listen::Tcp(address) = config.listen else {
        anyhow::bail!("cannot listen at {}", config.listen);
    };
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen at {address}"))?;
    gateway.serve(listener, signals::stopped()?).await?;
    Ok(())
}
