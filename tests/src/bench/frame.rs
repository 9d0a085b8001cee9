//! WebSocket frames from the client's end (RFC 6455 section 5): made beforehand, and read without
//! copying more than once.

use anyhow::{Result, bail};
use bytes::{Buf as _, Bytes, BytesMut};

/// Opcodes (RFC 6455 section 5.2).
pub(super) const TEXT: u8 = 1;
pub(super) const BINARY: u8 = 2;
pub(super) const CLOSE: u8 = 8;
pub(super) const PING: u8 = 9;
pub(super) const PONG: u8 = 10;

/// Any will do: masks keep proxies from being fooled, and here are none. A mask of zeros would let
/// a bridge off lightly.
const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

/// One whole message, masked.
pub(super) fn frame(opcode: u8, payload: &[u8]) -> Bytes {
    let mut frame = BytesMut::with_capacity(payload.len() + 14);
    let masked = 0x80;
    frame.extend_from_slice(&[0x80 | opcode]);
    match (u8::try_from(payload.len()), u16::try_from(payload.len())) {
        (Ok(short @ 0..=125), _) => frame.extend_from_slice(&[masked | short]),
        (_, Ok(length)) => {
            frame.extend_from_slice(&[masked | 126]);
            frame.extend_from_slice(&length.to_be_bytes());
        }
        _ => {
            frame.extend_from_slice(&[masked | 127]);
            frame.extend_from_slice(&(payload.len() as u64).to_be_bytes());
        }
    }
    frame.extend_from_slice(&MASK);
    let masks = MASK.iter().cycle();
    frame.extend(payload.iter().zip(masks).map(|(byte, mask)| byte ^ mask));
    frame.freeze()
}

/// The next whole frame of a server's, taken off `bytes`.
pub(super) fn next(bytes: &mut BytesMut) -> Result<Option<(u8, BytesMut)>> {
    let mut look = bytes.as_ref();
    if look.remaining() < 2 {
        return Ok(None);
    }
    let (first, second) = (look.get_u8(), look.get_u8());
    if second & 0x80 != 0 {
        bail!("the server masks its frames");
    }
    let length = match second {
        126 if look.remaining() >= 2 => u64::from(look.get_u16()),
        127 if look.remaining() >= 8 => look.get_u64(),
        126 | 127 => return Ok(None),
        short => u64::from(short),
    };
    let length = usize::try_from(length)?;
    if look.remaining() < length {
        return Ok(None);
    }
    let header = bytes.len() - look.remaining();
    bytes.advance(header);
    Ok(Some((first & 0x0f, bytes.split_to(length))))
}
