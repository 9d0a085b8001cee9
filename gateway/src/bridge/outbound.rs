//! Bytes on their way into the server's socket, in steps that may be cancelled.

use std::io;

use bytes::BytesMut;
use tokio::io::{AsyncWriteExt, WriteHalf};

use crate::{dial::Server, inspect::Passage};

/// What one step has achieved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The socket has taken this many of the page's bytes, or what stands for them.
    Taken(usize),
    /// The sending side is closed.
    Shut,
}

/// INVARIANT: a byte of the page's counts as taken once, and only when what stands for it has left
/// through the socket; inside TLS that is after the flush.
#[derive(Default)]
pub(super) struct Outbound {
    waiting: BytesMut,
    /// The page's bytes that do not count as taken yet.
    due: usize,
    /// How many more of the page's bytes than of its own a part of `waiting` may stand for.
    slack: usize,
    /// Bytes that the TLS layer has and the socket perhaps has not.
    unflushed: usize,
}

impl Outbound {
    pub(super) fn append(&mut self, passage: Passage) {
        self.due += passage.stands_for;
        self.slack += passage.slack;
        if self.waiting.is_empty() {
            self.waiting = passage.bytes;
        } else {
            self.waiting.unsplit(passage.bytes);
        }
    }

    /// How many of the page's bytes count as taken from now on.
    pub(super) fn taken(&mut self) -> usize {
        if self.waiting.is_empty() {
            self.slack = 0;
        }
        let due = self.due.min(self.waiting.len() + self.slack);
        std::mem::replace(&mut self.due, due) - due
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
        self.unflushed = 0;
        if self.waiting.is_empty() {
            // Idle sessions are many, and this may be the rest of a large piece of memory.
            self.waiting = BytesMut::new();
        }
        Ok(Step::Taken(self.taken()))
    }

    /// All steps but the end.
    pub(super) async fn flush(&mut self, write: &mut WriteHalf<Server>) -> io::Result<()> {
        while !self.is_empty() {
            self.step(write, false).await?;
        }
        Ok(())
    }
}
