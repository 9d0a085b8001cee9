//! STARTTLS on behalf of a client that cannot ask for it: the raw endpoint carries bytes only, so
//! for an upstream with STARTTLS the gateway speaks EHLO and STARTTLS itself.
//!
//! The client then sees the server's greeting and talks inside TLS from its first byte on, as with
//! implicit TLS. It never gets a connection in clear, so nobody can strip STARTTLS from it.

use std::{
    net::{IpAddr, Ipv4Addr},
    time::Duration,
};

use bytes::BytesMut;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    time::timeout,
};
use tokio_util::either::Either;
use wsmtp_proto::{
    Output,
    client::{Client, Config, Event, Step},
    error::{Error, PeerError},
    types::Domain,
};
use wsmtp_tunnel::ErrorCode;

use crate::{
    Limits,
    failure::Failure,
    greet::Greeting,
    judge::Upstream,
    server::{self, Connected, Socket},
    tls::residue,
};

/// Bytes per read; the longest EHLO replies are about this long.
const READ: usize = 1024;

/// Takes a connection whose `greeting` has been read into TLS.
pub(crate) async fn starttls(
    connected: Connected,
    upstream: &Upstream,
    greeting: &Greeting,
    limits: &Limits,
) -> Result<Connected, Failure> {
    // The client is given these bytes inside TLS, so nobody may add to them outside.
    if !greeting.is_alone {
        return Err(residue(&upstream.host));
    }
    let Either::Left(mut stream) = connected.server else {
        return Err(internal("TLS began before STARTTLS"));
    };
    let mut client = Client::new(Config::new(name(&stream)?));
    client.receive(&greeting.bytes);
    let agreed = agree(&mut client, &mut stream, upstream);
    timeout(limits.greeting, agreed)
        .await
        .map_err(|_| too_slow(upstream, limits.greeting))??;
    let (server, tls) = server::upgrade(stream, upstream, limits).await?;
    Ok(Connected {
        server,
        tls: Some(tls),
        ..connected
    })
}

/// Drives the engine until the server has agreed to TLS.
async fn agree(
    client: &mut Client,
    stream: &mut Socket,
    upstream: &Upstream,
) -> Result<(), Failure> {
    let mut bytes = BytesMut::with_capacity(READ);
    loop {
        match client.poll_output() {
            Output::UpgradeTls => return Ok(()),
            Output::Send(bytes) => stream
                .write_all(&bytes)
                .await
                .map_err(|error| server::closed(upstream, &error))?,
            Output::Event(event) => judge(event, upstream)?,
            Output::Wait { .. } => {
                bytes.clear();
                match stream.read_buf(&mut bytes).await {
                    Ok(0) => client.receive_end(),
                    Ok(_) => client.receive(&bytes),
                    Err(error) => return Err(server::closed(upstream, &error)),
                }
            }
            Output::Closed => return Err(not_kept(upstream)),
        }
    }
}

/// The server's words stay out of the failure: it is logged.
fn judge(event: Event, upstream: &Upstream) -> Result<(), Failure> {
    match event {
        Event::Refused(refusal) if refusal.step == Step::StartTls => Err(Failure::new(
            ErrorCode::TlsFailed,
            format!(
                "the mail server {} refused STARTTLS with {}; try again later",
                upstream.host,
                refusal.reply.code()
            ),
        )),
        Event::Refused(refusal) => Err(Failure::new(
            ErrorCode::ServerClosed,
            format!(
                "the mail server {} answered {} before TLS began; it may be overloaded, or refuse the gateway's address",
                upstream.host,
                refusal.reply.code()
            ),
        )),
        Event::Failed(Error::Peer(PeerError::TlsResidue)) => Err(residue(&upstream.host)),
        Event::Failed(Error::Peer(PeerError::ConnectionEnded { .. })) => Err(Failure::new(
            ErrorCode::ServerClosed,
            format!(
                "the mail server {} closed the connection before TLS began; it may be overloaded, or refuse the gateway's address",
                upstream.host
            ),
        )),
        Event::Failed(Error::Peer(PeerError::StartTlsUnavailable)) => Err(no_starttls(upstream)),
        Event::Failed(_) => Err(not_kept(upstream)),
        // What else happens on the way is of no interest.
        _ => Ok(()),
    }
}

/// The gateway has no name of its own that a server could check, so it gives its address
/// (RFC 5321 section 4.1.4).
fn name(stream: &Socket) -> Result<Domain, Failure> {
    let unknown = || internal("the gateway does not know its own address");
    let address = match stream {
        Either::Left(stream) => stream.local_addr().map_err(|_| unknown())?.ip(),
        // Who reaches the server by its file system is there.
        Either::Right(_) => IpAddr::from(Ipv4Addr::LOCALHOST),
    };
    let literal = match address.to_canonical() {
        IpAddr::V4(address) => format!("[{address}]"),
        IpAddr::V6(address) => format!("[IPv6:{address}]"),
    };
    literal.parse().map_err(|_| unknown())
}

fn internal(what: &str) -> Failure {
    let message = format!("{what}; its operator should report this as a fault");
    Failure::new(ErrorCode::Internal, message)
}

fn no_starttls(upstream: &Upstream) -> Failure {
    let message = format!(
        "the mail server {} offers no STARTTLS on {}; if TLS begins at once there, its operator sets `tls = \"implicit\"`",
        upstream.host, upstream.place
    );
    Failure::new(ErrorCode::TlsFailed, message)
}

fn not_kept(upstream: &Upstream) -> Failure {
    let message = format!(
        "the mail server {} did not keep to SMTP before TLS began; check host and port of the upstream",
        upstream.host
    );
    Failure::new(ErrorCode::TlsFailed, message)
}

fn too_slow(upstream: &Upstream, limit: Duration) -> Failure {
    let message = format!(
        "the mail server {} did not agree to STARTTLS within {} seconds; it may be overloaded",
        upstream.host,
        limit.as_secs()
    );
    Failure::new(ErrorCode::ServerTimeout, message)
}
