//! WebSocket's frames (RFC 6455 section 5) from the server's end, without I/O and without extensions.
//!
//! Nothing is collected that need not be: the payload of binary messages passes on piece by piece, before
//! its frame is whole. What is kept is a header, a control frame, or a text message under way.

mod close;
mod decoder;
mod encode;
mod header;
mod mask;
#[cfg(test)]
mod tests;

pub(super) use decoder::Decoder;
pub(super) use encode::encode;

/// Opcodes (RFC 6455 section 5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opcode {
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}

impl Opcode {
    /// That of a frame with this first byte.
    const fn of(first: u8) -> Option<Self> {
        Some(match first & 0x0f {
            0 => Self::Continuation,
            1 => Self::Text,
            2 => Self::Binary,
            8 => Self::Close,
            9 => Self::Ping,
            10 => Self::Pong,
            _ => return None,
        })
    }
}

/// What a page's frames say.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Event<'a> {
    /// A piece of a binary message.
    Bytes(&'a [u8]),
    /// A whole text message.
    Text(String),
    /// To be answered with a pong of the same payload.
    Ping(Vec<u8>),
    Pong,
    /// To be answered with a close frame of the same code.
    Close(Option<u16>),
}

/// What a page must not send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It breaks this rule of RFC 6455.
    Rule(&'static str),
    TooLong,
    NotUtf8,
}

/// The first bytes of `input`, at most `max` of them, taken off it.
fn take<'a>(input: &mut &'a mut [u8], max: usize) -> &'a mut [u8] {
    let count = max.min(input.len());
    // INVARIANT: there are as many, so that the split succeeds.
    input.split_off_mut(..count).unwrap_or_default()
}
