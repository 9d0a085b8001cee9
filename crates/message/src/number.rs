//! Numbers as mail writes them; `core::fmt` would be most of the code here.

use alloc::vec::Vec;

/// The last `width` decimal digits.
pub(crate) fn decimal(value: u64, width: u32, out: &mut Vec<u8>) {
    for place in (0..width).rev() {
        let digit = value / 10_u64.pow(place) % 10;
        out.push(b'0' | (digit & 0xf) as u8);
    }
}

/// Two digits after the sign of what is escaped: `=` or `%`.
pub(crate) fn escaped(sign: u8, octet: u8, out: &mut Vec<u8>) {
    out.extend([sign, digit(octet >> 4), digit(octet & 0xf)]);
}

/// 64 bits as 16 digits.
pub(crate) fn hexadecimal(value: u64, out: &mut Vec<u8>) {
    for octet in value.to_be_bytes() {
        out.extend([digit(octet >> 4), digit(octet & 0xf)]);
    }
}

const fn digit(nibble: u8) -> u8 {
    match nibble {
        0..=9 => b'0' + nibble,
        _ => b'A' - 10 + nibble,
    }
}
