//! What the page is sent.

use std::{future::poll_fn, sync::Arc, time::Duration};

use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, timeout};
use wsmtp_tunnel::GatewayMessage;

use super::{
    Dialect,
    frame::Opcode,
    pulse::{MISSED_PINGS, Pulse},
    wire::Wire,
};
use crate::failure::{Failure, Stop, cut};

/// Close codes of WebSocket itself (RFC 6455 section 7.4.1).
const NORMAL: u16 = 1000;
const AWAY: u16 = 1001;
const PROTOCOL: u16 = 1002;

/// The longest reason in a close frame, in bytes (RFC 6455 section 5.5).
const MAX_REASON: usize = 123;

/// The writing half. Each message is sent to the end before the next, so a page that does not
/// read stops whoever writes, and nothing piles up.
pub(crate) struct Writer {
    wire: Wire,
    dialect: Dialect,
    pings: Interval,
    pulse: Arc<Pulse>,
    total: u64,
}

impl Writer {
    pub(super) fn new(wire: Wire, dialect: Dialect, ping: Duration, pulse: Arc<Pulse>) -> Self {
        let mut pings = interval_at(Instant::now() + ping, ping);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            wire,
            dialect,
            pings,
            pulse,
            total: 0,
        }
    }

    /// SMTP bytes of the server's.
    pub(crate) async fn bytes(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        self.pulse.down(bytes)?;
        self.send(Opcode::Binary, bytes).await?;
        self.total = self.total.saturating_add(bytes.len() as u64);
        Ok(())
    }

    /// How many bytes the WebSocket has taken.
    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    /// A control message; a raw page has no use for one.
    pub(crate) async fn say(&mut self, message: &GatewayMessage) -> Result<(), Stop> {
        match self.dialect {
            Dialect::Tunnel => self.send(Opcode::Text, message.encode().as_bytes()).await,
            Dialect::Raw => Ok(()),
        }
    }

    /// A control message that goes with the next one.
    pub(crate) fn note(&mut self, message: &GatewayMessage) {
        if self.dialect == Dialect::Tunnel {
            self.wire.put(Opcode::Text, message.encode().as_bytes());
        }
    }

    /// Ready when the next ping is due; cancelling loses nothing.
    pub(crate) async fn ping_due(&mut self) {
        self.pings.tick().await;
    }

    /// Sends a ping, unless the page has let too many go by.
    pub(crate) async fn ping(&mut self) -> Result<(), Stop> {
        if self.pulse.pinged() {
            self.send(Opcode::Ping, b"").await
        } else {
            Err(Stop::Gone)
        }
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The last words, then the close frame.
    pub(super) async fn end(&mut self, outcome: &Result<(), Stop>) {
        let (code, reason) = match outcome {
            Ok(()) => (NORMAL, String::new()),
            Err(Stop::Failed(failure)) => {
                let Failure { code, message } = failure.clone();
                // Who cannot be told is gone, and the close below finds that out.
                let _ = self.say(&GatewayMessage::Error { code, message }).await;
                (code.close_code(), self.reason(failure))
            }
            Err(Stop::Broken(reason)) => (PROTOCOL, cut(reason.clone(), MAX_REASON)),
            Err(Stop::Gone) => (AWAY, String::new()),
        };
        let close = [&code.to_be_bytes()[..], reason.as_bytes()].concat();
        let _ = self.send(Opcode::Close, &close).await;
    }

    /// A raw page hears the sentence in the close frame; where that has no room for the advice
    /// behind the semicolon, the cause alone.
    fn reason(&self, failure: &Failure) -> String {
        match self.dialect {
            Dialect::Tunnel => failure.code.name().to_owned(),
            Dialect::Raw if failure.message.len() <= MAX_REASON => failure.message.clone(),
            Dialect::Raw => {
                let (cause, _) = failure
                    .message
                    .split_once(';')
                    .unwrap_or((&failure.message, ""));
                cut(cause.to_owned(), MAX_REASON)
            }
        }
    }

    /// A page that takes nothing for as long as it may leave pings unanswered is gone.
    async fn send(&mut self, opcode: Opcode, payload: &[u8]) -> Result<(), Stop> {
        self.wire.put(opcode, payload);
        let limit = self.pings.period() * MISSED_PINGS;
        let flush = poll_fn(|context| self.wire.poll_flush(context));
        match timeout(limit, flush).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Stop::Gone),
        }
    }
}
