//! What the page is sent.

use std::{sync::Arc, time::Duration};

use axum::extract::ws::{CloseFrame, Message, WebSocket, close_code};
use bytes::Bytes;
use futures_util::{SinkExt, stream::SplitSink};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, timeout};
use wsmtp_tunnel::GatewayMessage;

use super::Dialect;
use crate::{
    failure::{Failure, Stop, cut},
    pulse::{MISSED_PINGS, Pulse},
};

/// The longest reason in a close frame, in bytes (RFC 6455 section 5.5).
const MAX_REASON: usize = 123;

/// The writing half. Each message is sent to the end before the next, so a page that does not
/// read stops whoever writes, and nothing piles up.
pub(crate) struct Writer {
    sink: SplitSink<WebSocket, Message>,
    dialect: Dialect,
    pings: Interval,
    pulse: Arc<Pulse>,
    total: u64,
}

impl Writer {
    pub(super) fn new(
        sink: SplitSink<WebSocket, Message>,
        dialect: Dialect,
        ping: Duration,
        pulse: Arc<Pulse>,
    ) -> Self {
        let mut pings = interval_at(Instant::now() + ping, ping);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            sink,
            dialect,
            pings,
            pulse,
            total: 0,
        }
    }

    /// SMTP bytes of the server's.
    pub(crate) async fn bytes(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        self.pulse.down(bytes)?;
        self.send(Message::Binary(Bytes::copy_from_slice(bytes)))
            .await?;
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
            Dialect::Tunnel => self.send(Message::Text(message.encode().into())).await,
            Dialect::Raw => Ok(()),
        }
    }

    /// Ready when the next ping is due; cancelling loses nothing.
    pub(crate) async fn ping_due(&mut self) {
        self.pings.tick().await;
    }

    /// Sends a ping, unless the page has let too many go by.
    pub(crate) async fn ping(&mut self) -> Result<(), Stop> {
        if self.pulse.pinged() {
            self.send(Message::Ping(Bytes::new())).await
        } else {
            Err(Stop::Gone)
        }
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The last words, then the close frame.
    pub(super) async fn end(&mut self, outcome: &Result<(), Stop>) {
        let close = match outcome {
            Ok(()) => CloseFrame {
                code: close_code::NORMAL,
                reason: "".into(),
            },
            Err(Stop::Failed(failure)) => {
                let Failure { code, message } = failure.clone();
                // Who cannot be told is gone, and the close below finds that out.
                let _ = self.say(&GatewayMessage::Error { code, message }).await;
                CloseFrame {
                    code: code.close_code(),
                    reason: self.reason(failure).into(),
                }
            }
            Err(Stop::Broken(reason)) => CloseFrame {
                code: close_code::PROTOCOL,
                reason: cut(reason.clone(), MAX_REASON).into(),
            },
            Err(Stop::Gone) => CloseFrame {
                code: close_code::AWAY,
                reason: "".into(),
            },
        };
        let _ = self.send(Message::Close(Some(close))).await;
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
    async fn send(&mut self, message: Message) -> Result<(), Stop> {
        let limit = self.pings.period() * MISSED_PINGS;
        match timeout(limit, self.sink.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Stop::Gone),
        }
    }
}
