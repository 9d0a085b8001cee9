//! From the server to the page, and everything else that the page is told meanwhile.

use std::io;

use bytes::{Buf, BytesMut};
use tokio::{
    io::{AsyncReadExt, ReadHalf},
    sync::watch,
};
use wsmtp_tunnel::GatewayMessage;

use super::{Ended, Progress, between::Between};
use crate::{
    failure::Stop,
    judge::Upstream,
    page::{Dialect, Writer},
    server::{Server, closed},
};

/// Bytes per read from the server. Servers send short replies, so more would only lie idle.
const READ: usize = 4096;

pub(super) struct Down<'a> {
    pub(super) upstream: &'a Upstream,
    pub(super) writer: &'a mut Writer,
    pub(super) read: &'a mut ReadHalf<Server>,
    pub(super) between: &'a Between,
    /// INVARIANT: bytes leave only once the page's WebSocket has taken them, so that what is here
    /// when the pump is cancelled has not been forwarded.
    pub(super) pending: &'a mut BytesMut,
    pub(super) progress: watch::Receiver<Progress>,
    /// The total of the last ack.
    pub(super) told: u64,
    pub(super) server_ended: bool,
}

impl Down<'_> {
    pub(super) async fn pump(mut self) -> Result<Ended, Stop> {
        let mut heard = BytesMut::new();
        loop {
            self.forward().await?;
            if let Some(failure) = self.between.failure() {
                return Err(failure.into());
            }
            heard.reserve(READ);
            // In this order, so that bulk never delays a ping, nor an ack that lets a page go on.
            tokio::select! {
                biased;
                () = self.writer.ping_due() => self.writer.ping().await?,
                Ok(()) = self.progress.changed() => self.tell_progress().await?,
                read = self.read.read_buf(&mut heard), if !self.server_ended => {
                    if self.is_end(read)? {
                        self.end().await?;
                    }
                    self.between.server(&heard);
                    heard.clear();
                }
            }
            if self.server_ended && self.is_over()? {
                self.tell_progress().await?;
                return Ok(Ended::Both);
            }
        }
    }

    /// Sends what is for the page, a read's worth at a time: a greeting may be long.
    async fn forward(&mut self) -> Result<(), Stop> {
        self.pending.unsplit(self.between.for_page());
        while let Some(piece) = self.pending.chunks(READ).next() {
            let count = piece.len();
            self.writer.bytes(piece).await?;
            self.pending.advance(count);
        }
        Ok(())
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
            // Our own end has reached a server that had closed.
            Err(error)
                if error.kind() == io::ErrorKind::ConnectionReset
                    && self.progress.borrow().ended =>
            {
                Ok(true)
            }
            Err(error) => Err(closed(self.upstream, &error).into()),
        }
    }

    async fn end(&mut self) -> Result<(), Stop> {
        self.server_ended = true;
        self.between.server_end();
        self.forward().await?;
        self.writer.say(&GatewayMessage::Eof).await
    }
}
