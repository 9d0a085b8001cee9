//! An accepted connection, as it is and inside TLS.

use tokio::net::{TcpStream, UnixStream};
use tokio_rustls::server::TlsStream;
use tokio_util::either::Either;

/// A connection as the system gives it.
pub(crate) type Socket = Either<TcpStream, UnixStream>;

/// What HTTP is spoken over. One type for all, so that a session can have its connection back
/// from HTTP.
pub(crate) type Stream = Either<Socket, Box<TlsStream<Socket>>>;
