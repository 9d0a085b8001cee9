//! What the page sends, kept within its window.

use std::{mem, sync::Arc};

use axum::extract::ws::{Message, WebSocket};
use bytes::BytesMut;
use futures_util::{StreamExt, stream::SplitStream};
use tokio_tungstenite::tungstenite;
use wsmtp_tunnel::{ErrorCode, MAX_BINARY, Open, PageMessage, Window};

use super::Dialect;
use crate::{
    failure::{Failure, Stop},
    pulse::Pulse,
};

/// One message of the page's, after its bytes have been put aside.
#[derive(Debug)]
pub(crate) enum Said {
    Bytes,
    Open(Open),
    StartTls,
    Eof,
}

/// The reading half. In the tunnel it never stops reading: the window bounds what it holds, so
/// pongs and closes are always seen. A raw page knows no window; there, reading stops instead.
pub(crate) struct Reader {
    stream: SplitStream<WebSocket>,
    dialect: Dialect,
    window: Window,
    held: BytesMut,
    ended: bool,
    /// Whether the page broke WebSocket's rules, so that nothing can be read any more.
    broken: bool,
    pulse: Arc<Pulse>,
}

impl Reader {
    pub(super) fn new(
        stream: SplitStream<WebSocket>,
        dialect: Dialect,
        window: u64,
        pulse: Arc<Pulse>,
    ) -> Self {
        let window = match dialect {
            Dialect::Tunnel => Window::new(window),
            Dialect::Raw => Window::new(u64::MAX),
        };
        Self {
            stream,
            dialect,
            window,
            held: BytesMut::new(),
            ended: false,
            broken: false,
            pulse,
        }
    }

    /// The next message; cancelling loses nothing.
    pub(crate) async fn next(&mut self) -> Result<Said, Stop> {
        loop {
            let message = self.stream.next().await.ok_or(Stop::Gone)?;
            let message = message.map_err(|error| self.breaks(error))?;
            self.pulse.heard();
            if self.ended
                && !matches!(
                    message,
                    Message::Ping(_) | Message::Pong(_) | Message::Close(_)
                )
            {
                return Err(
                    Failure::bad_message("the page sent more after eof; send eof last").into(),
                );
            }
            match message {
                Message::Binary(bytes) => {
                    self.hold_bytes(&bytes)?;
                    return Ok(Said::Bytes);
                }
                Message::Text(text) => return Ok(self.control(&text)?),
                Message::Ping(_) | Message::Pong(_) => {}
                Message::Close(_) => {
                    // Reading on sends the answer, which the page waits for.
                    let _ = self.stream.next().await;
                    return Err(Stop::Gone);
                }
            }
        }
    }

    /// Reads on until the page breaks a rule or goes.
    pub(crate) async fn hold(&mut self) -> Stop {
        loop {
            match self.next().await {
                Ok(Said::Bytes | Said::Eof) => {}
                Ok(Said::Open(_)) => {
                    return Failure::bad_message("open was sent twice; send it first, and once")
                        .into();
                }
                Ok(Said::StartTls) => {
                    return Failure::bad_message(
                        "starttls is not possible while the gateway connects; send it after the server's 220 to STARTTLS",
                    )
                    .into();
                }
                Err(stop) => return stop,
            }
        }
    }

    /// Whether reading on stays within bounds.
    pub(crate) fn has_room(&self) -> bool {
        match self.dialect {
            Dialect::Tunnel => true,
            Dialect::Raw => self.held.len() < MAX_BINARY,
        }
    }

    /// All bytes that wait for the server, and the memory they are in.
    pub(crate) fn take(&mut self) -> BytesMut {
        self.pulse.pause(false);
        mem::take(&mut self.held)
    }

    /// Lets `deal` take bytes from the front of those that wait for the server.
    pub(crate) fn deal<T>(&mut self, deal: impl FnOnce(&mut BytesMut) -> T) -> T {
        let dealt = deal(&mut self.held);
        if self.held.is_empty() {
            // Idle sessions are many, and this may be the rest of a large piece of memory.
            self.held = BytesMut::new();
        }
        self.pulse.pause(!self.has_room());
        dealt
    }

    pub(crate) fn holds_bytes(&self) -> bool {
        !self.held.is_empty()
    }

    /// Whether the page has said that no more bytes come.
    pub(crate) fn has_ended(&self) -> bool {
        self.ended
    }

    /// How many bytes the server's socket has taken.
    pub(crate) fn total(&self) -> u64 {
        self.window.total_acked()
    }

    /// Records that the server's socket has taken `count` more bytes; the total so far.
    pub(crate) fn taken(&mut self, count: usize) -> u64 {
        self.pulse.taken(count);
        let total = self.total().saturating_add(count as u64);
        // INVARIANT: only bytes that `hold_bytes` has recorded are ever written.
        let _ = self.window.acked(total);
        total
    }

    /// Reads and drops until the WebSocket ends. Where nothing can be read any more, this waits for
    /// ever, and the caller's time limit ends it.
    pub(super) async fn drain(&mut self) {
        while !self.broken
            && let Some(message) = self.stream.next().await
        {
            // What cannot be read is noted, and the loop ends.
            let _ = message.map_err(|error| self.breaks(error));
        }
        if self.broken {
            std::future::pending().await
        }
    }

    fn hold_bytes(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.window.sent(bytes.len() as u64).map_err(|error| {
            Failure::new(
                ErrorCode::WindowExceeded,
                format!("the page overran its window; it must wait for acks: {error}"),
            )
        })?;
        self.pulse.up(bytes)?;
        self.held.extend_from_slice(bytes);
        self.pulse.pause(!self.has_room());
        Ok(())
    }

    fn control(&mut self, text: &str) -> Result<Said, Failure> {
        if self.dialect == Dialect::Raw {
            return Err(Failure::bad_message(
                "text on a raw endpoint; send SMTP in binary messages",
            ));
        }
        match PageMessage::decode(text).map_err(|error| Failure::bad_message(error.to_string()))? {
            PageMessage::Open(open) => Ok(Said::Open(open)),
            PageMessage::StartTls => Ok(Said::StartTls),
            PageMessage::Eof => {
                self.ended = true;
                Ok(Said::Eof)
            }
        }
    }

    /// A WebSocket that broke: by a page that broke rules, who is told, or by the network.
    fn breaks(&mut self, error: axum::Error) -> Stop {
        use tungstenite::{Error, error::ProtocolError};
        let Ok(error) = error.into_inner().downcast::<Error>() else {
            return Stop::Gone;
        };
        let message = match *error {
            Error::Capacity(_) => format!(
                "a message is longer than the {} bytes allowed; send smaller ones",
                self.dialect.max_message()
            ),
            Error::Utf8(_) => "a text message is not UTF-8; send JSON".to_owned(),
            Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => return Stop::Gone,
            Error::Protocol(error) => {
                self.broken = true;
                return Stop::Broken(format!("the page broke a rule of WebSocket: {error}"));
            }
            // All others mean that the WebSocket cannot carry an answer any more.
            _ => return Stop::Gone,
        };
        self.broken = true;
        Failure::bad_message(message).into()
    }
}
