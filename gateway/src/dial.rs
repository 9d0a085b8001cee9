//! From an upstream's name to a connection: resolved once, each address judged, then tried in turn.

mod resolve;
mod server;

use std::{io, net::SocketAddr, path::Path, time::Duration};

use tokio::{
    net::{TcpStream, UnixStream},
    time::timeout,
};
use tokio_util::either::Either;
use wsmtp_tunnel::ErrorCode;

use crate::{
    Limits,
    failure::Failure,
    judge::{Place, Upstream},
    socket::Socket,
};
pub(crate) use resolve::{LOOKUPS, Resolvers};
pub use resolve::{Resolve, SystemResolver};
pub(crate) use server::{Connected, Server, closed, connect, upgrade};

/// What a Unix socket is called where an address would stand.
const UNIX: &str = "unix";

/// Connects to the first address that accepts. Beside the connection, what its other end is called.
async fn dial(
    upstream: &Upstream,
    resolver: &dyn Resolve,
    limits: &Limits,
) -> Result<(Socket, String), Failure> {
    match &upstream.place {
        Place::Socket(path) => {
            let stream = attempt(upstream, limits, unix(path)).await?;
            Ok((stream, UNIX.to_owned()))
        }
        Place::Port(port) => {
            let resolved = resolve(upstream, *port, resolver, limits.connect).await?;
            first(upstream, upstream.judge(resolved)?, limits).await
        }
    }
}

async fn first(
    upstream: &Upstream,
    addresses: Vec<SocketAddr>,
    limits: &Limits,
) -> Result<(Socket, String), Failure> {
    let mut last = unreachable(upstream, "it has no address");
    for address in addresses.into_iter().take(Limits::ADDRESSES) {
        match attempt(upstream, limits, tcp(address)).await {
            Ok(stream) => return Ok((stream, address.to_string())),
            Err(failure) if failure.code == ErrorCode::Internal => return Err(failure),
            Err(failure) => last = failure,
        }
    }
    Err(last)
}

async fn attempt(
    upstream: &Upstream,
    limits: &Limits,
    connect: impl Future<Output = io::Result<Socket>>,
) -> Result<Socket, Failure> {
    match timeout(limits.connect, connect).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) if is_full(&error) => Err(full()),
        Ok(Err(error)) => Err(unreachable(upstream, &error.kind().to_string())),
        Err(_) => Err(too_slow(upstream, limits.connect)),
    }
}

async fn resolve(
    upstream: &Upstream,
    port: u16,
    resolver: &dyn Resolve,
    limit: Duration,
) -> Result<Vec<SocketAddr>, Failure> {
    match timeout(limit, resolver.resolve(upstream.host.clone(), port)).await {
        Ok(Ok(mut addresses)) => {
            addresses.truncate(Limits::RESOLVED);
            Ok(addresses)
        }
        Ok(Err(error)) if is_full(&error) => Err(full()),
        Ok(Err(error)) if error.kind() == io::ErrorKind::ResourceBusy => Err(busy()),
        Ok(Err(_)) | Err(_) => Err(Failure::new(
            ErrorCode::NameUnresolved,
            format!(
                "the gateway finds no address for the mail server {}; check the name and the gateway's network",
                upstream.host
            ),
        )),
    }
}

async fn tcp(address: SocketAddr) -> io::Result<Socket> {
    let stream = TcpStream::connect(address).await?;
    // SMTP is short commands that wait for answers: Nagle's algorithm would only delay them.
    stream.set_nodelay(true)?;
    Ok(Either::Left(stream))
}

async fn unix(path: &Path) -> io::Result<Socket> {
    UnixStream::connect(path).await.map(Either::Right)
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

fn busy() -> Failure {
    let message =
        "the gateway is looking up too many names that nobody answers for; try again in a minute";
    Failure::new(ErrorCode::TooManySessions, message)
}

fn unreachable(upstream: &Upstream, why: &str) -> Failure {
    let (host, place) = (&upstream.host, &upstream.place);
    let message = format!(
        "the mail server {host} cannot be reached on {place} ({why}); it may be down, or {} wrong",
        match place {
            Place::Port(_) => "the port",
            Place::Socket(_) => "the path",
        }
    );
    Failure::new(ErrorCode::ServerUnreachable, message)
}

fn too_slow(upstream: &Upstream, limit: Duration) -> Failure {
    let message = format!(
        "the mail server {} did not answer on {} within {} seconds; it may be down, or a firewall in between",
        upstream.host,
        upstream.place,
        limit.as_secs()
    );
    Failure::new(ErrorCode::ServerTimeout, message)
}
