//! From an upstream's name to a connection: resolved once, each address judged, then tried in turn.

use std::{io, net::SocketAddr, time::Duration};

use tokio::{
    net::{TcpStream, lookup_host},
    time::timeout,
};
use wsmtp_tunnel::ErrorCode;

use crate::{Limits, failure::Failure, judge::Upstream};

/// Connects to the first address that accepts.
pub(crate) async fn dial(upstream: &Upstream, limits: &Limits) -> Result<TcpStream, Failure> {
    let resolved = resolve(upstream, limits.connect).await?;
    let addresses = upstream.judge(resolved)?;
    let mut last = unreachable(upstream, "it has no address");
    for address in addresses.into_iter().take(Limits::ADDRESSES) {
        match timeout(limits.connect, connect(address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) if is_full(&error) => return Err(full()),
            Ok(Err(error)) => last = unreachable(upstream, &error.kind().to_string()),
            Err(_) => last = too_slow(upstream, limits.connect),
        }
    }
    Err(last)
}

async fn resolve(upstream: &Upstream, limit: Duration) -> Result<Vec<SocketAddr>, Failure> {
    match timeout(limit, lookup_host((upstream.host.as_str(), upstream.port))).await {
        Ok(Ok(addresses)) => Ok(addresses.collect()),
        Ok(Err(error)) if is_full(&error) => Err(full()),
        Ok(Err(_)) | Err(_) => Err(Failure::new(
            ErrorCode::NameUnresolved,
            format!(
                "the gateway finds no address for the mail server {}; check the name and the gateway's network",
                upstream.host
            ),
        )),
    }
}

async fn connect(address: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(address).await?;
    // SMTP is short commands that wait for answers: Nagle's algorithm would only delay them.
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// Whether this process (EMFILE) or the whole system (ENFILE) has no file descriptors left: by
/// these numbers on every Unix.
fn is_full(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(23 | 24))
}

fn full() -> Failure {
    let message = "the gateway has no file descriptors left; try again later, or have its operator raise the limit";
    Failure::new(ErrorCode::Internal, message)
}

fn unreachable(upstream: &Upstream, why: &str) -> Failure {
    Failure::new(
        ErrorCode::ServerUnreachable,
        format!(
            "the mail server {} cannot be reached on port {} ({why}); it may be down, or the port wrong",
            upstream.host, upstream.port
        ),
    )
}

fn too_slow(upstream: &Upstream, limit: Duration) -> Failure {
    Failure::new(
        ErrorCode::ServerTimeout,
        format!(
            "the mail server {} did not answer on port {} within {} seconds; it may be down, or a firewall in between",
            upstream.host,
            upstream.port,
            limit.as_secs()
        ),
    )
}
