//! Two pumps between page and server, each with its own end.
//!
//! Memory per session is bounded: upward by the page's window, downward by one read, because the
//! next read waits until the page's WebSocket has taken the last.

mod between;
mod down;
mod outbound;
mod up;

use std::{io, pin::pin, time::Duration};

use bytes::BytesMut;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf, split},
    sync::watch,
    time::timeout,
};
use tokio_util::either::Either;

use crate::{
    dial::Server,
    failure::{Failure, Stop},
    inspect::Setup,
    judge::Upstream,
    page::Page,
    shutdown::Shutdown,
    socket::Socket,
    tls::residue,
};
use between::Between;
use down::Down;
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
    /// How many bytes of the page's the server's socket has taken.
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
    between: Between,
    to_server: Outbound,
}

impl<'a> Bridge<'a> {
    /// A bridge to a server whose bytes in `heard` have been read already.
    pub(crate) fn new(upstream: &'a Upstream, server: Server, heard: &[u8], setup: Setup) -> Self {
        let (read, write) = split(server);
        let between = Between::new(setup);
        between.server(heard);
        Self {
            upstream,
            read,
            write,
            to_page: BytesMut::new(),
            between,
            to_server: Outbound::default(),
        }
    }

    /// Moves bytes both ways until one of the reasons to stop. A page that takes nothing any more
    /// is read for as long as `limit`.
    pub(crate) async fn run(
        &mut self,
        page: &mut Page,
        shutdown: &Shutdown,
        limit: Duration,
    ) -> Result<Ended, Stop> {
        let (progress, watched) = watch::channel(Progress::default());
        let up = Up {
            upstream: self.upstream,
            reader: &mut page.reader,
            write: &mut self.write,
            between: &self.between,
            outbound: &mut self.to_server,
            progress,
            woken_at: 0,
            ack_due: None,
        };
        let down = Down {
            upstream: self.upstream,
            writer: &mut page.writer,
            read: &mut self.read,
            between: &self.between,
            shutdown,
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
        if self.to_page.is_empty() && !self.between.owes_page() {
            Ok(stream)
        } else {
            Err(residue(&self.upstream.host))
        }
    }

    /// Writes what the page left behind and ends the connection in order. The server's last words
    /// are read, as they say what became of a mail: and a connection closed over unread bytes is
    /// reset, and could take the page's last bytes with it.
    pub(crate) async fn farewell(mut self, mut rest: BytesMut, limit: Duration) {
        let between = &self.between;
        let write = async {
            loop {
                self.to_server.flush(&mut self.write).await?;
                let passage = between.page(&mut rest);
                match (passage.bytes.is_empty(), passage.waits) {
                    (false, _) => self.to_server.append(passage),
                    (true, true) => between.moved().await,
                    (true, false) => return self.write.shutdown().await,
                }
            }
        };
        let read = async {
            let mut heard = BytesMut::new();
            while self.read.read_buf(&mut heard).await? > 0 {
                between.server(&heard);
                heard.clear();
                // There is nobody to be told.
                drop(between.for_page());
            }
            between.server_end();
            Ok::<_, io::Error>(())
        };
        // Neither the page nor the server is there to be told how this went.
        let _ = timeout(limit, async { tokio::join!(write, read) }).await;
    }
}
