//! From the server to the page, and everything else that the page is told meanwhile.

use std::{io, pin::pin};

use bytes::{Buf, BytesMut};
use tokio::{io::ReadHalf, sync::watch};
use wsmtp_tunnel::GatewayMessage;

use super::{Ended, Progress, between::Between};
use crate::{
    dial::{Server, closed},
    failure::Stop,
    judge::Upstream,
    page::{Dialect, Writer},
    scratch,
    shutdown::Shutdown,
};

/// Bytes in one message to the page, which takes no longer ones itself: most replies are far shorter.
const PIECE: usize = 16 * 1024;

pub(super) struct Down<'a> {
    pub(super) upstream: &'a Upstream,
    pub(super) writer: &'a mut Writer,
    pub(super) read: &'a mut ReadHalf<Server>,
    pub(super) between: &'a Between,
    pub(super) shutdown: &'a Shutdown,
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
        let mut closing = false;
        let mut draining = pin!(self.shutdown.draining());
        loop {
            if closing {
                self.between.close();
            }
            self.forward().await?;
            if let Some(failure) = self.between.failure() {
                return Err(failure.into());
            }
            // In this order, so that bulk never delays a ping, nor an ack that lets a page go on.
            tokio::select! {
                biased;
                () = self.writer.ping_due() => self.writer.ping().await?,
                Ok(()) = self.progress.changed() => {
                    self.forward().await?;
                    self.tell_progress().await?;
                }
                () = &mut draining, if !closing => closing = true,
                read = scratch::read(self.read, |bytes| self.between.server(bytes)), if !self.server_ended => {
                    if self.is_end(read)? {
                        self.end().await?;
                    }
                }
            }
            if self.server_ended && self.is_over()? {
                self.tell_progress().await?;
                return Ok(Ended::Both);
            }
        }
    }

    /// Sends what is for the page, and an ack that is owed with it.
    async fn forward(&mut self) -> Result<(), Stop> {
        self.pending.unsplit(self.between.for_page());
        if self.pending.is_empty() {
            return Ok(());
        }
        if let Some(ack) = self.ack() {
            self.writer.note(&ack);
        }
        while let Some(piece) = self.pending.chunks(PIECE).next() {
            let count = piece.len();
            self.writer.bytes(piece).await?;
            self.pending.advance(count);
        }
        // Nothing is kept for the time that the session rests.
        *self.pending = BytesMut::new();
        Ok(())
    }

    async fn tell_progress(&mut self) -> Result<(), Stop> {
        match self.ack() {
            Some(ack) => self.writer.say(&ack).await,
            None => Ok(()),
        }
    }

    /// Acks are totals: a page that reads slowly gets the newest and misses nothing.
    fn ack(&mut self) -> Option<GatewayMessage> {
        let bytes = self.progress.borrow_and_update().acked;
        (bytes > self.told).then(|| {
            self.told = bytes;
            GatewayMessage::Ack { bytes }
        })
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
