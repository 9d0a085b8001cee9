//! The gateway's own part of a dialogue: the engine says EHLO, STARTTLS and AUTH, and this moves its
//! bytes.

use std::{
    net::{IpAddr, Ipv4Addr},
    time::{Duration, Instant},
};

use bytes::BytesMut;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    time::timeout,
};
use tokio_util::either::Either;
use wsmtp_proto::{
    Output,
    client::{self, Client, Event},
    types::{Domain, Nonce},
};
use wsmtp_tunnel::{Opened, Security, TlsReport};

use super::{fault, greeting::Greeting};
use crate::{
    Limits,
    dial::{self, Connected, Server},
    failure::{Failure, cut},
    judge::Upstream,
    socket::Socket,
    tls,
};

/// Bytes per read; the longest EHLO replies are about this long.
const READ: usize = 1024;

/// How far the gateway goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Goal {
    /// Until TLS is up, after STARTTLS.
    Tls,
    /// Until a mail may begin.
    Ready,
}

/// What may be of interest on the way.
pub(crate) enum Seen<'a> {
    Event(&'a Event),
    /// TLS is up after STARTTLS, and how long the handshake took.
    Tls(&'a TlsReport, Duration),
}

/// Speaks to a server whose greeting has been read, and tells of what it sees.
pub(super) async fn speak(
    connected: Connected,
    upstream: &Upstream,
    greeting: &Greeting,
    limits: &Limits,
    goal: Goal,
    note: impl FnMut(Seen<'_>) + Send,
) -> Result<(Connected, Client), Failure> {
    // What came behind the greeting would be taken for the answer to what the gateway says next.
    if !greeting.is_alone {
        return Err(match upstream.security {
            Security::StartTls => tls::residue(&upstream.host),
            Security::Implicit | Security::None => fault::not_kept(upstream),
        });
    }
    let mut client = client(&connected, upstream)?;
    if let Either::Right(stream) = &connected.server {
        client.tls_established(tls::attest(stream.get_ref().1));
    }
    client.receive(&greeting.bytes);
    let work = drive(&mut client, connected, upstream, limits, goal, note);
    let connected = timeout(limits.greeting, work)
        .await
        .map_err(|_| fault::too_slow(upstream, limits.greeting))??;
    Ok((connected, client))
}

/// Ends a session in order. Nothing depends on how that goes.
pub(super) async fn part(
    mut connected: Connected,
    mut client: Client,
    upstream: &Upstream,
) -> Result<(), Failure> {
    if client.quit().is_err() {
        return Ok(());
    }
    loop {
        match client.poll_output() {
            Output::Send(bytes) => send(&mut connected.server, &bytes, upstream).await?,
            Output::Wait { .. } => receive(&mut client, &mut connected.server, upstream).await?,
            Output::Event(_) => {}
            Output::UpgradeTls | Output::Closed => return Ok(()),
        }
    }
}

/// The engine, set up as the upstream is.
fn client(connected: &Connected, upstream: &Upstream) -> Result<Client, Failure> {
    let mut config = client::Config::new(name(connected)?);
    config.security = match upstream.security {
        Security::Implicit => client::Security::Implicit,
        Security::StartTls => client::Security::StartTls,
        Security::None => client::Security::None,
    };
    // Where there is no TLS, the server is on this machine, or the operator has said that everything
    // may travel in clear.
    config.cleartext_auth = upstream.security == Security::None;
    config.credentials.clone_from(&upstream.account);
    config.nonce = Some(nonce()?);
    Ok(Client::new(config))
}

fn nonce() -> Result<Nonce, Failure> {
    let mut random = [0; 24];
    getrandom::fill(&mut random).map_err(|_| fault::internal("the system has no randomness"))?;
    Ok(Nonce::from_random(random))
}

/// Obeys the engine until the goal is reached and nothing more comes of it.
async fn drive(
    client: &mut Client,
    mut connected: Connected,
    upstream: &Upstream,
    limits: &Limits,
    goal: Goal,
    mut note: impl FnMut(Seen<'_>) + Send,
) -> Result<Connected, Failure> {
    let mut is_ready = false;
    loop {
        match client.poll_output() {
            Output::Send(bytes) => send(&mut connected.server, &bytes, upstream).await?,
            Output::UpgradeTls => {
                let since = Instant::now();
                connected = secure(connected, upstream, limits).await?;
                if let Some(tls) = &connected.tls {
                    note(Seen::Tls(tls, since.elapsed()));
                }
                if goal == Goal::Tls {
                    return Ok(connected);
                }
                if let Either::Right(stream) = &connected.server {
                    client.tls_established(tls::attest(stream.get_ref().1));
                }
            }
            Output::Event(event) => {
                is_ready |= event == Event::Ready;
                note(Seen::Event(&event));
                fault::of(&event, upstream).map_or(Ok(()), Err)?;
            }
            Output::Wait { .. } if is_ready => return Ok(connected),
            Output::Wait { .. } => receive(client, &mut connected.server, upstream).await?,
            Output::Closed => return Err(fault::not_kept(upstream)),
        }
    }
}

async fn send(server: &mut Server, bytes: &[u8], upstream: &Upstream) -> Result<(), Failure> {
    let sent = async {
        server.write_all(bytes).await?;
        server.flush().await
    };
    sent.await.map_err(|error| dial::closed(upstream, &error))
}

async fn receive(
    client: &mut Client,
    server: &mut Server,
    upstream: &Upstream,
) -> Result<(), Failure> {
    let mut bytes = BytesMut::with_capacity(READ);
    match server.read_buf(&mut bytes).await {
        Ok(0) => client.receive_end(),
        Ok(_) => client.receive(&bytes),
        Err(error) => return Err(dial::closed(upstream, &error)),
    }
    Ok(())
}

async fn secure(
    connected: Connected,
    upstream: &Upstream,
    limits: &Limits,
) -> Result<Connected, Failure> {
    let Either::Left(stream) = connected.server else {
        return Err(fault::internal("TLS began before STARTTLS"));
    };
    let (server, report) = dial::upgrade(stream, upstream, limits).await?;
    Ok(Connected {
        server,
        tls: Some(report),
        ..connected
    })
}

/// The gateway has no name of its own that a server could check, so it gives its address
/// (RFC 5321 section 4.1.4).
fn name(connected: &Connected) -> Result<Domain, Failure> {
    let unknown = || fault::internal("the gateway does not know its own address");
    let socket = match &connected.server {
        Either::Left(socket) => socket,
        Either::Right(stream) => stream.get_ref().0,
    };
    let literal = match local_address(socket).ok_or_else(unknown)? {
        IpAddr::V4(address) => format!("[{address}]"),
        IpAddr::V6(address) => format!("[IPv6:{address}]"),
    };
    literal.parse().map_err(|_| unknown())
}

fn local_address(socket: &Socket) -> Option<IpAddr> {
    match socket {
        Either::Left(stream) => Some(stream.local_addr().ok()?.ip().to_canonical()),
        // Who reaches a server by the file system is on its machine.
        Either::Right(_) => Some(Ipv4Addr::LOCALHOST.into()),
    }
}

/// What a page may know of the server: its name, and what it offers that is still to be used.
pub(super) fn introduction(client: &Client) -> Vec<String> {
    let mut lines = client.introduction();
    let name = lines.next().unwrap_or_default().to_owned();
    let offers = lines.filter(|line| is_for_pages(line)).map(str::to_owned);
    std::iter::once(cut(name, Opened::MAX_LINE))
        .chain(offers)
        .take(Opened::MAX_READY)
        .collect()
}

/// The gateway has done TLS and signed in, so neither is for the page to do.
fn is_for_pages(line: &str) -> bool {
    let keyword = line.split([' ', '=']).next().unwrap_or_default();
    let is_done = ["AUTH", "STARTTLS"]
        .iter()
        .any(|done| keyword.eq_ignore_ascii_case(done));
    !is_done && line.len() <= Opened::MAX_LINE
}
