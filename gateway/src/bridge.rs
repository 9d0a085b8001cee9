//! Two pumps between page and server, each with its own end.
//!
//! Memory per session is bounded: upward by the page's window, downward by one read, because the
//! next read waits until the page's WebSocket has taken the last.

mod down;
mod gate;
mod outbound;
mod up;

use std::{io, pin::pin, time::Duration};

use bytes::BytesMut;
use tokio::{
    io::{AsyncWriteExt, ReadHalf, WriteHalf, split},
    sync::watch,
    time::timeout,
};
use tokio_util::either::Either;

use crate::{
    failure::{Failure, Stop},
    judge::Upstream,
    page::Page,
    server::{Server, Socket},
    tls::residue,
};
use down::Down;
use gate::Gate;
use outbound::Outbound;
use up::Up;

/// Why the pumps have stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// Both directions have ended in order; behind a raw page, which cannot be told of one, the
    /// server's.
    Both,
    /// The page wants TLS from here on.
    StartTls,
    /// The page has left; the server may still be owed bytes.
    PageGone,
}

/// What the upward pump tells the downward one, which does all the writing to the page.
#[derive(Clone, Debug, Default)]
struct Progress {
    acked: u64,
    /// The page's bytes have ended and the server knows.
    ended: bool,
    /// The server takes no more bytes.
    broken: Option<io::ErrorKind>,
}

pub(crate) struct Bridge<'a> {
    upstream: &'a Upstream,
    read: ReadHalf<Server>,
    write: WriteHalf<Server>,
    to_page: BytesMut,
    gate: Gate,
    to_server: Outbound,
}

impl<'a> Bridge<'a> {
    /// A bridge to a server whose bytes in `to_page` have been read already.
    pub(crate) fn new(upstream: &'a Upstream, server: Server, to_page: BytesMut) -> Self {
        let gate = match &server {
            Either::Left(_) if upstream.has_starttls() => Gate::before_tls(),
            Either::Left(_) | Either::Right(_) => Gate::open(),
        };
        let (read, write) = split(server);
        Self {
            upstream,
            read,
            write,
            to_page,
            gate,
            to_server: Outbound::default(),
        }
    }

    /// Moves bytes both ways until one of the reasons to stop. A page that takes nothing any more
    /// is read for as long as `limit`.
    pub(crate) async fn run(&mut self, page: &mut Page, limit: Duration) -> Result<Ended, Stop> {
        let (progress, watched) = watch::channel(Progress::default());
        let up = Up {
            upstream: self.upstream,
            reader: &mut page.reader,
            write: &mut self.write,
            gate: &mut self.gate,
            outbound: &mut self.to_server,
            progress,
        };
        let down = Down {
            upstream: self.upstream,
            writer: &mut page.writer,
            read: &mut self.read,
            pending: &mut self.to_page,
            progress: watched,
            told: 0,
            server_ended: false,
        };
        let mut up = pin!(up.pump());
        let ended = tokio::select! {
            ended = &mut up => ended,
            ended = down.pump() => {
                if matches!(ended, Err(Stop::Gone)) {
                    // What the page sent before it went may still be on its way.
                    let _ = timeout(limit, up).await;
                }
                ended
            }
        };
        match ended {
            Err(Stop::Gone) => Ok(Ended::PageGone),
            other => other,
        }
    }

    /// The connection, to be wrapped in TLS. What the server has said and the page has not been
    /// sent is residue.
    pub(crate) fn into_clear(self) -> Result<Socket, Failure> {
        let Either::Left(stream) = self.read.unsplit(self.write) else {
            return Err(Failure::bad_message(
                "TLS is already active; send starttls once",
            ));
        };
        if self.to_page.is_empty() {
            Ok(stream)
        } else {
            Err(residue(&self.upstream.host))
        }
    }

    /// Writes what the page left behind and ends the connection in order. The server's last words
    /// are read and dropped: a connection closed over unread bytes is reset, and could take the
    /// page's last bytes with it.
    pub(crate) async fn farewell(mut self, rest: BytesMut, limit: Duration) {
        // What may not go to the server is as good as never sent.
        self.to_server
            .append(self.gate.pass(rest).unwrap_or_default());
        let write = async {
            self.to_server.flush(&mut self.write).await?;
            self.write.shutdown().await
        };
        let mut nowhere = tokio::io::sink();
        let read = tokio::io::copy(&mut self.read, &mut nowhere);
        // Neither the page nor the server is there to be told how this went.
        let _ = timeout(limit, async { tokio::join!(write, read) }).await;
    }
}
