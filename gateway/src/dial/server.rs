//! The connection to a mail server, in clear or inside TLS.

use std::{
    io,
    time::{Duration, Instant},
};

use socket2::SockRef;
use tokio_rustls::client::TlsStream;
use tokio_util::either::Either;
use wsmtp_tunnel::{ErrorCode, Security, TlsReport};

use super::{Resolve, dial};
use crate::{
    Limits,
    failure::Failure,
    judge::Upstream,
    socket::Socket,
    tls::{Moment, residue},
};

/// A byte stream to a server.
pub(crate) type Server = Either<Socket, Box<TlsStream<Socket>>>;

/// A connection as it stands before the first byte of SMTP.
pub(crate) struct Connected {
    pub(crate) server: Server,
    pub(crate) peer: String,
    pub(crate) tls: Option<TlsReport>,
    pub(crate) took: Took,
}

/// How long each step took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Took {
    /// Resolving and connecting.
    pub(crate) dial: Duration,
    /// The handshake of TLS, where that comes first.
    pub(crate) tls: Option<Duration>,
}

/// Dials an upstream, with TLS where that comes first.
pub(crate) async fn connect(
    upstream: &Upstream,
    resolver: &dyn Resolve,
    limits: &Limits,
) -> Result<Connected, Failure> {
    let since = Instant::now();
    let (stream, peer) = dial(upstream, resolver, limits).await?;
    let dial = since.elapsed();
    match upstream.security {
        Security::Implicit => {
            let since = Instant::now();
            let (stream, report) = upstream
                .tls
                .secure(stream, Moment::AtOnce, limits.tls)
                .await?;
            let server = Either::Right(Box::new(stream));
            Ok(Connected {
                server,
                peer,
                tls: Some(report),
                took: Took {
                    dial,
                    tls: Some(since.elapsed()),
                },
            })
        }
        Security::StartTls | Security::None => Ok(Connected {
            server: Either::Left(stream),
            peer,
            tls: None,
            took: Took { dial, tls: None },
        }),
    }
}

/// TLS on a connection whose server has just agreed to STARTTLS, and has said nothing since.
pub(crate) async fn upgrade(
    stream: Socket,
    upstream: &Upstream,
    limits: &Limits,
) -> Result<(Server, TlsReport), Failure> {
    if has_bytes(&stream).map_err(|error| closed(upstream, &error))? {
        return Err(residue(&upstream.host));
    }
    let (stream, report) = upstream
        .tls
        .secure(stream, Moment::AfterStartTls, limits.tls)
        .await?;
    Ok((Either::Right(Box::new(stream)), report))
}

/// The connection to the server broke.
pub(crate) fn closed(upstream: &Upstream, error: &io::Error) -> Failure {
    Failure::new(
        ErrorCode::ServerClosed,
        format!(
            "the mail server {} broke the connection ({}); a mail under way was not confirmed, so check before sending it again",
            upstream.host,
            error.kind()
        ),
    )
}

/// Whether the server has sent bytes that nobody has read. Asks the kernel itself: the runtime's
/// idea of readiness may lag behind.
fn has_bytes(stream: &Socket) -> io::Result<bool> {
    let mut byte = [std::mem::MaybeUninit::uninit()];
    let socket = match stream {
        Either::Left(stream) => SockRef::from(stream),
        Either::Right(stream) => SockRef::from(stream),
    };
    match socket.peek(&mut byte) {
        Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(false),
        Err(error) => Err(error),
    }
}
