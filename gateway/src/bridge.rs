//! Two pumps between page and server, each with its own end.
//!
//! Memory per session is bounded: upward by the page's window, downward by one read, because the
//! next read waits until the page's WebSocket has taken the last.

mod outbound;

use std::{io, time::Duration};

use bytes::BytesMut;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf, split},
    sync::watch,
    time::timeout,
};
use wsmtp_tunnel::GatewayMessage;

use crate::{
    failure::{Failure, Stop},
    page::{Dialect, Page, Reader, Said, Writer},
    policy::Upstream,
    server::{Server, closed},
    tls::residue,
};
use outbound::Outbound;

/// Bytes per read from the server. Servers send short replies, so more would only lie idle.
const READ: usize = 4096;

/// Why the pumps have stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// Both directions have ended in order.
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
    to_server: Outbound,
}

impl<'a> Bridge<'a> {
    /// A bridge to a server whose bytes in `to_page` have been read already.
    pub(crate) fn new(upstream: &'a Upstream, server: Server, to_page: BytesMut) -> Self {
        let (read, write) = split(server);
        Self {
            upstream,
            read,
            write,
            to_page,
            to_server: Outbound::default(),
        }
    }

    /// Moves bytes both ways until one of the reasons to stop.
    pub(crate) async fn run(&mut self, page: &mut Page) -> Result<Ended, Stop> {
        let (progress, watched) = watch::channel(Progress::default());
        let up = Up {
            upstream: self.upstream,
            reader: &mut page.reader,
            write: &mut self.write,
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
        let ended = tokio::select! {
            ended = up.pump() => ended,
            ended = down.pump() => ended,
        };
        match ended {
            Err(Stop::Gone) => Ok(Ended::PageGone),
            other => other,
        }
    }

    /// The connection, to be wrapped in TLS. What the server has said and the page has not been
    /// sent is residue.
    pub(crate) fn into_server(self) -> Result<Server, Failure> {
        if self.to_page.is_empty() {
            Ok(self.read.unsplit(self.write))
        } else {
            Err(residue(&self.upstream.host))
        }
    }

    /// Writes what the page left behind and ends the connection in order. The server's last words
    /// are read and dropped: a connection closed over unread bytes is reset, and could take the
    /// page's last bytes with it.
    pub(crate) async fn farewell(mut self, rest: BytesMut, limit: Duration) {
        self.to_server.append(rest);
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

struct Up<'a> {
    upstream: &'a Upstream,
    reader: &'a mut Reader,
    write: &'a mut WriteHalf<Server>,
    outbound: &'a mut Outbound,
    progress: watch::Sender<Progress>,
}

impl Up<'_> {
    async fn pump(mut self) -> Result<Ended, Stop> {
        let mut open = true;
        loop {
            if self.outbound.is_empty() {
                self.outbound.append(self.reader.take());
            }
            let last = self.reader.has_ended();
            tokio::select! {
                step = self.outbound.step(self.write, last), if open && self.outbound.has_work(last) => {
                    open = self.note(step);
                }
                said = self.reader.next(), if self.reader.has_room() => match said? {
                    Said::Bytes | Said::Eof => {}
                    Said::StartTls => return self.starttls(),
                    Said::Open(_) => return Err(Failure::bad_message("open was sent twice").into()),
                },
            }
            if !open {
                // Nobody will take these bytes; holding them would only fill the window.
                drop(self.reader.take());
            }
        }
    }

    /// Passes on how one step went; false when it was the last.
    fn note(&mut self, step: io::Result<outbound::Step>) -> bool {
        match step {
            Ok(outbound::Step::Taken(count)) => {
                let acked = self.reader.taken(count);
                self.progress.send_modify(|progress| progress.acked = acked);
                true
            }
            Ok(outbound::Step::Shut) => {
                self.progress.send_modify(|progress| progress.ended = true);
                false
            }
            Err(error) => {
                self.progress
                    .send_modify(|progress| progress.broken = Some(error.kind()));
                false
            }
        }
    }

    fn starttls(&self) -> Result<Ended, Stop> {
        if !self.upstream.has_starttls() {
            let message = "starttls is not for this upstream; see `security` in opened";
            return Err(Failure::bad_message(message).into());
        }
        if self.reader.holds_bytes() || !self.outbound.is_empty() {
            let message = "starttls came before the server had taken all bytes in clear";
            return Err(Failure::bad_message(message).into());
        }
        Ok(Ended::StartTls)
    }
}

struct Down<'a> {
    upstream: &'a Upstream,
    writer: &'a mut Writer,
    read: &'a mut ReadHalf<Server>,
    /// INVARIANT: bytes leave only once the page's WebSocket has taken them, so that what is here
    /// when the pump is cancelled has not been forwarded.
    pending: &'a mut BytesMut,
    progress: watch::Receiver<Progress>,
    /// The total of the last ack.
    told: u64,
    server_ended: bool,
}

impl Down<'_> {
    async fn pump(mut self) -> Result<Ended, Stop> {
        loop {
            if !self.pending.is_empty() {
                self.writer.bytes(self.pending).await?;
                self.pending.clear();
            }
            self.pending.reserve(READ);
            // In this order, so that bulk never delays a ping, nor an ack that lets a page go on.
            tokio::select! {
                biased;
                () = self.writer.ping_due() => self.writer.ping().await?,
                Ok(()) = self.progress.changed() => self.tell_progress().await?,
                read = self.read.read_buf(self.pending), if !self.server_ended => {
                    if self.is_end(read)? {
                        self.end().await?;
                    }
                }
            }
            if self.server_ended && self.is_over()? {
                return Ok(Ended::Both);
            }
        }
    }

    /// Acks are totals: a page that reads slowly gets the newest and misses nothing.
    async fn tell_progress(&mut self) -> Result<(), Stop> {
        let bytes = self.progress.borrow_and_update().acked;
        if bytes > self.told {
            self.told = bytes;
            self.writer.say(&GatewayMessage::Ack { bytes }).await?;
        }
        Ok(())
    }

    fn is_over(&self) -> Result<bool, Stop> {
        let progress = self.progress.borrow();
        match progress.broken {
            Some(kind) => Err(closed(self.upstream, &kind.into()).into()),
            // A raw page cannot be told that only one direction has ended.
            None => Ok(progress.ended || self.writer.dialect() == Dialect::Raw),
        }
    }

    fn is_end(&self, read: io::Result<usize>) -> Result<bool, Stop> {
        match read {
            Ok(count) => Ok(count == 0),
            // TLS without close_notify: common among mail servers, and SMTP's replies show by
            // themselves when one was cut.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(true),
            Err(error) => Err(closed(self.upstream, &error).into()),
        }
    }

    async fn end(&mut self) -> Result<(), Stop> {
        self.server_ended = true;
        self.writer.say(&GatewayMessage::Eof).await
    }
}
