//! The connection below a WebSocket, which both halves of a page share.

use std::{
    io,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
};

use bytes::{Buf as _, BytesMut};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite as _, ReadBuf};

use super::frame::{Opcode, encode};

/// Bytes of pongs that may wait. A page that pings on while it takes none of them is not read.
const MAX_ANSWERS: usize = 4096;

/// A handle to it. Nobody holds the lock while they wait.
#[derive(Clone)]
pub(super) struct Wire(Arc<Mutex<Inner>>);

struct Inner {
    io: TokioIo<Upgraded>,
    /// Frames on their way. Without memory of its own while it is empty.
    out: BytesMut,
    /// How much of `out` answers pings.
    answers: usize,
    /// Whether everything has left what lies below, too.
    is_flushed: bool,
    /// Whether a close frame has gone, behind which nothing may.
    is_closed: bool,
}

impl Wire {
    pub(super) fn new(upgraded: Upgraded) -> Self {
        Self(Arc::new(Mutex::new(Inner {
            io: TokioIo::new(upgraded),
            out: BytesMut::new(),
            answers: 0,
            is_flushed: true,
            is_closed: false,
        })))
    }

    /// Puts a message behind those on their way; [`poll_flush`](Self::poll_flush) sends it.
    pub(super) fn put(&self, opcode: Opcode, payload: &[u8]) {
        self.lock().put(opcode, payload);
    }

    /// Puts the answer to a ping there, which reading on sends.
    pub(super) fn answer(&self, payload: &[u8]) {
        let mut inner = self.lock();
        let before = inner.out.len();
        inner.put(Opcode::Pong, payload);
        inner.answers += inner.out.len() - before;
    }

    /// Sends everything that was put.
    pub(super) fn poll_flush(&self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.lock().poll_flush(context)
    }

    /// Sends everything that was put, and then that no more comes.
    pub(super) fn poll_shutdown(&self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut inner = self.lock();
        ready!(inner.poll_flush(context))?;
        Pin::new(&mut inner.io).poll_shutdown(context)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reading on sends what can be sent.
impl AsyncRead for Wire {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let mut inner = self.lock();
        let flushed = inner.poll_flush(context);
        if inner.answers > MAX_ANSWERS {
            ready!(flushed)?;
        }
        Pin::new(&mut inner.io).poll_read(context, buffer)
    }
}

impl Inner {
    fn put(&mut self, opcode: Opcode, payload: &[u8]) {
        if !self.is_closed {
            encode(opcode, payload, &mut self.out);
            self.is_closed = opcode == Opcode::Close;
        }
    }

    fn poll_flush(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.out.is_empty() {
            let written = ready!(Pin::new(&mut self.io).poll_write(context, &self.out))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.out.advance(written);
            self.is_flushed = false;
        }
        self.out = BytesMut::new();
        self.answers = 0;
        if !self.is_flushed {
            ready!(Pin::new(&mut self.io).poll_flush(context))?;
            self.is_flushed = true;
        }
        Poll::Ready(Ok(()))
    }
}
