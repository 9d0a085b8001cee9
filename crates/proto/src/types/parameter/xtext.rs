//! How values that may hold spaces or `=` travel in a parameter ([RFC 3461 section 4]).
//!
//! [RFC 3461 section 4]: https://www.rfc-editor.org/rfc/rfc3461#section-4

use alloc::{string::String, vec::Vec};
use core::fmt::Write;

/// Octets as xtext.
pub(super) fn encode(text: &str) -> String {
    let mut wire = String::with_capacity(text.len());
    for octet in text.bytes() {
        if is_xchar(octet) {
            wire.push(octet.into());
        } else {
            // Writing to a string does not fail.
            write!(wire, "+{octet:02X}").ok();
        }
    }
    wire
}

/// What xtext stands for; `None` where it is none, or not UTF-8.
// xtext = *( xchar / hexchar )
// hexchar = "+" 2HEXDIG ; in capitals, but lower case is understood
pub(super) fn decode(wire: &str) -> Option<String> {
    let mut octets = Vec::with_capacity(wire.len());
    let mut rest = wire.bytes();
    while let Some(octet) = rest.next() {
        let octet = match octet {
            b'+' => hex(rest.next()?)? * 16 + hex(rest.next()?)?,
            xchar if is_xchar(xchar) => xchar,
            _ => return None,
        };
        octets.push(octet);
    }
    String::from_utf8(octets).ok()
}

/// "!" to "~" but for "+" and "=".
const fn is_xchar(octet: u8) -> bool {
    octet.is_ascii_graphic() && !matches!(octet, b'+' | b'=')
}

fn hex(digit: u8) -> Option<u8> {
    let value = char::from(digit).to_digit(16)?;
    value.try_into().ok()
}
