//! From messages to bytes.

use bytes::BytesMut;

use super::{Opcode, header::MAX_HEADER};

/// Writes one whole message behind `out`, unmasked, as a server's is.
pub(in crate::page) fn encode(opcode: Opcode, payload: &[u8], out: &mut BytesMut) {
    out.reserve(payload.len() + MAX_HEADER);
    let first = 0x80 | opcode as u8;
    match (u8::try_from(payload.len()), u16::try_from(payload.len())) {
        (Ok(length @ ..126), _) => out.extend_from_slice(&[first, length]),
        (_, Ok(length)) => {
            out.extend_from_slice(&[first, 126]);
            out.extend_from_slice(&length.to_be_bytes());
        }
        _ => {
            out.extend_from_slice(&[first, 127]);
            out.extend_from_slice(&(payload.len() as u64).to_be_bytes());
        }
    }
    out.extend_from_slice(payload);
}
