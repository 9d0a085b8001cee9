//! A connection as the system has it: to a client or to a mail server, not yet inside TLS.

use tokio::net::{TcpStream, UnixStream};
use tokio_util::either::Either;

/// A connection as the system gives it.
pub(crate) type Socket = Either<TcpStream, UnixStream>;
