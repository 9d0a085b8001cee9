//! An accepted connection, as it is and inside TLS.

use tokio::net::{TcpStream, UnixStream};
use tokio_rustls::server::TlsStream;
use tokio_util::either::Either;

/// A connection as the system gives it.
pub(crate) type Socket = Either<TcpStream, UnixStream>;

/// What HTTP is spoken over.
pub(crate) type Stream = Either<Socket, Box<TlsStream<Socket>>>;
