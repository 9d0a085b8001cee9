//! What the page sends, kept within its window.

use std::{future::poll_fn, mem, sync::Arc, task::Poll};

use bytes::BytesMut;
use wsmtp_tunnel::{ErrorCode, MAX_BINARY, Open, PageMessage, Window};

use super::{
    Dialect, Pulse,
    frame::{Decoder, Event, Fault, Opcode},
    wire::Wire,
};
use crate::{
    failure::{Failure, Stop},
    scratch,
};

/// What the page says, after its bytes have been put aside: a piece of them, or one message.
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
    wire: Wire,
    decoder: Decoder,
    /// What was read behind the last message that was told. Without memory of its own while it is
    /// empty, as is `held`.
    unread: BytesMut,
    dialect: Dialect,
    window: Window,
    held: BytesMut,
    ended: bool,
    /// Whether the page has closed the WebSocket.
    is_closed: bool,
    /// Whether the page broke WebSocket's rules, so that nothing more can be understood.
    is_broken: bool,
    pulse: Arc<Pulse>,
}

impl Reader {
    pub(super) fn new(wire: Wire, dialect: Dialect, window: u64, pulse: Arc<Pulse>) -> Self {
        let window = match dialect {
            Dialect::Tunnel => Window::new(window),
            Dialect::Raw => Window::new(u64::MAX),
        };
        Self {
            wire,
            decoder: Decoder::new(dialect.max_message()),
            unread: BytesMut::new(),
            dialect,
            window,
            held: BytesMut::new(),
            ended: false,
            is_closed: false,
            is_broken: false,
            pulse,
        }
    }

    /// What the page says next; cancelling loses nothing.
    pub(crate) async fn next(&mut self) -> Result<Said, Stop> {
        let said = self.read().await;
        if said.is_err() {
            // The answer to a close should not have to wait for the server.
            poll_fn(|context| Poll::Ready(self.wire.poll_flush(context).is_ready())).await;
        }
        said
    }

    async fn read(&mut self) -> Result<Said, Stop> {
        loop {
            let mut unread = mem::take(&mut self.unread);
            let mut said = self.digest(&mut unread)?;
            if said.is_none() {
                let mut wire = self.wire.clone();
                let read = scratch::read(&mut wire, |bytes| self.hear(bytes));
                said = read.await.unwrap_or(Err(Stop::Gone))?;
            }
            if let Some(said) = said {
                return Ok(said);
            }
        }
    }

    /// Takes in what one read has brought.
    fn hear(&mut self, bytes: &mut [u8]) -> Result<Option<Said>, Stop> {
        if bytes.is_empty() {
            return Err(Stop::Gone);
        }
        self.pulse.heard();
        self.digest(bytes)
    }

    /// Takes in bytes up to what is to be told, and keeps the rest for later.
    fn digest(&mut self, mut bytes: &mut [u8]) -> Result<Option<Said>, Stop> {
        let mut said = None;
        while !matches!(said, Some(Said::Open(_) | Said::StartTls | Said::Eof)) {
            let event = self.decoder.next(&mut bytes);
            let Some(event) = event.map_err(|fault| self.breaks(fault))? else {
                break;
            };
            said = self.take_in(event)?.or(said);
        }
        self.unread.extend_from_slice(bytes);
        Ok(said)
    }

    fn take_in(&mut self, event: Event<'_>) -> Result<Option<Said>, Stop> {
        if self.ended && matches!(event, Event::Bytes(_) | Event::Text(_)) {
            return Err(Failure::bad_message("the page sent more after eof; send eof last").into());
        }
        match event {
            Event::Bytes(bytes) => {
                self.hold_bytes(bytes)?;
                return Ok(Some(Said::Bytes));
            }
            Event::Text(text) => return Ok(Some(self.control(&text)?)),
            Event::Ping(payload) => self.wire.answer(&payload),
            Event::Pong => {}
            Event::Close(code) => {
                self.is_closed = true;
                let code = code.map(u16::to_be_bytes);
                self.wire
                    .put(Opcode::Close, code.as_ref().map_or(&[], |code| code));
                return Err(Stop::Gone);
            }
        }
        Ok(None)
    }

    /// Reads on until the page breaks a rule or goes.
    pub(crate) async fn hold(&mut self) -> Stop {
        loop {
            match self.next().await {
                Ok(Said::Bytes | Said::Eof) => {}
                Ok(Said::Open(_)) => return Failure::opened_twice().into(),
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

    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect
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

    /// Reads and drops until the page has closed the WebSocket. Where it cannot be understood any more,
    /// the gateway ends the connection first (RFC 6455 section 7.1.7), and reads on until the page does.
    pub(super) async fn drain(&mut self) {
        let mut unread = mem::take(&mut self.unread);
        self.drop_frames(&mut unread);
        while !self.is_closed && !self.is_broken {
            self.drop_some().await;
        }
        if !self.is_closed {
            let shut = poll_fn(|context| self.wire.poll_shutdown(context));
            self.is_closed |= shut.await.is_err();
        }
        while !self.is_closed {
            self.drop_some().await;
        }
    }

    async fn drop_some(&mut self) {
        let mut wire = self.wire.clone();
        let read = scratch::read(&mut wire, |bytes| {
            self.is_closed |= bytes.is_empty();
            self.drop_frames(bytes);
        });
        self.is_closed |= read.await.is_err();
    }

    fn drop_frames(&mut self, mut bytes: &mut [u8]) {
        while !self.is_broken && !self.is_closed {
            match self.decoder.next(&mut bytes) {
                Ok(Some(Event::Close(_))) => self.is_closed = true,
                Ok(Some(_)) => {}
                Ok(None) => return,
                Err(_) => self.is_broken = true,
            }
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

    /// Why a page that sent what it must not cannot go on.
    fn breaks(&mut self, fault: Fault) -> Stop {
        self.is_broken = true;
        let message = match fault {
            Fault::TooLong => format!(
                "a message is longer than the {} bytes allowed; send smaller ones",
                self.dialect.max_message()
            ),
            Fault::NotUtf8 => "a text message is not UTF-8; send JSON".to_owned(),
            Fault::Rule(rule) => {
                return Stop::Broken(format!("the page broke a rule of WebSocket: {rule}"));
            }
        };
        Failure::bad_message(message).into()
    }
}
