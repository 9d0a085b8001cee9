//! Bytes on their way into the server's socket, in steps that may be cancelled.

use std::io;

use bytes::BytesMut;
use tokio::io::{AsyncWriteExt, WriteHalf};

use crate::server::Server;

/// What one step has achieved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The socket has taken this many bytes.
    Taken(usize),
    /// The sending side is closed.
    Shut,
}

/// INVARIANT: a byte counts as taken once, and only when it has left through the socket; inside
/// TLS that is after the flush.
#[derive(Default)]
pub(super) struct Outbound {
    waiting: BytesMut,
    /// Bytes that the TLS layer has and the socket perhaps has not.
    unflushed: usize,
}

impl Outbound {
    pub(super) fn append(&mut self, bytes: BytesMut) {
        if self.waiting.is_empty() {
            self.waiting = bytes;
        } else {
            self.waiting.extend_from_slice(&bytes);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.unflushed == 0
    }

    /// Whether [`step`](Self::step) has something to do.
    pub(super) fn has_work(&self, last: bool) -> bool {
        last || !self.is_empty()
    }

    /// One step towards the socket; after the `last` byte, the end.
    pub(super) async fn step(
        &mut self,
        write: &mut WriteHalf<Server>,
        last: bool,
    ) -> io::Result<Step> {
        if self.is_empty() && last {
            // A server that has gone already needs no telling, and it has taken all bytes.
            let _ = write.shutdown().await;
            return Ok(Step::Shut);
        }
        if self.unflushed == 0 {
            self.unflushed = write.write_buf(&mut self.waiting).await?;
            if self.unflushed == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
        }
        write.flush().await?;
        Ok(Step::Taken(std::mem::take(&mut self.unflushed)))
    }

    /// All steps but the end.
    pub(super) async fn flush(&mut self, write: &mut WriteHalf<Server>) -> io::Result<()> {
        while !self.is_empty() {
            self.step(write, false).await?;
        }
        Ok(())
    }
}
