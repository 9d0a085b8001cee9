//! The page's end of a session: its WebSocket, read and written apart so that neither waits for
//! the other.

mod frame;
mod pulse;
mod reader;
mod wire;
mod writer;

use std::{future::Future, sync::Arc};

use hyper::upgrade::Upgraded;
use tokio::time::timeout;
use wsmtp_tunnel::MAX_BINARY;

use crate::{Limits, failure::Stop};
pub(crate) use pulse::Pulse;
pub(crate) use reader::{Reader, Said};
use wire::Wire;
pub(crate) use writer::Writer;

/// What is spoken over the WebSocket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// Version 1 of the tunnel: control messages, window, half-close.
    Tunnel,
    /// Bytes in binary messages and nothing else, as websockify and websocat do it.
    Raw,
}

impl Dialect {
    /// The longest message in bytes. Clients of the raw endpoint know no limit of ours, and send
    /// what one read of theirs gave them.
    pub(crate) const fn max_message(self) -> usize {
        match self {
            Self::Tunnel => MAX_BINARY,
            Self::Raw => 4 * MAX_BINARY,
        }
    }
}

/// Both directions of the WebSocket.
pub(crate) struct Page {
    pub(crate) reader: Reader,
    pub(crate) writer: Writer,
}

impl Page {
    pub(crate) fn new(socket: Upgraded, dialect: Dialect, limits: &Limits) -> (Self, Arc<Pulse>) {
        let pulse = Arc::new(Pulse::new(limits));
        let wire = Wire::new(socket);
        let reader = Reader::new(wire.clone(), dialect, limits.window, Arc::clone(&pulse));
        let writer = Writer::new(wire, dialect, limits.ping, Arc::clone(&pulse));
        (Self { reader, writer }, pulse)
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.writer.dialect()
    }

    /// Does `work` while the page's bytes are held and its pings answered.
    pub(crate) async fn holding<T, E: Into<Stop>>(
        &mut self,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, Stop> {
        let mut work = std::pin::pin!(work);
        loop {
            tokio::select! {
                done = &mut work => return done.map_err(Into::into),
                stop = self.reader.hold(), if self.reader.has_room() => return Err(stop),
                () = self.writer.ping_due() => self.writer.ping().await?,
            }
        }
    }

    /// Tells the page how its session ended, and waits a bounded time for it to take that.
    pub(crate) async fn end(mut self, outcome: &Result<(), Stop>, limits: &Limits) {
        let farewell = async {
            self.writer.end(outcome).await;
            // A socket closed over unread bytes is reset, and the last words with it.
            self.reader.drain().await;
        };
        // A page that does not answer in time has had its chance.
        let _ = timeout(limits.closing, farewell).await;
    }
}
