//! What a value may hold wherever it stands, so that none can start a header field of its own.

use alloc::borrow::ToOwned;
use alloc::vec;
use alloc::vec::Vec;

use crate::error::ComposeError;

/// Octets of a value that cannot fold: a line ends at 998 (RFC 5322 section 2.1.1), and has a field's name before it.
pub(crate) const UNFOLDABLE_MAX: usize = 900;

/// C0, DEL and C1.
pub(crate) const fn is_control(c: char) -> bool {
    matches!(c, '\0'..=' ' | '\x7f'..='\u{9f}') && c != ' '
}

/// Whether a character shows as nothing, or moves what stands around it.
pub(crate) const fn is_hidden(c: char) -> bool {
    is_control(c)
        || matches!(
            c,
            '\u{ad}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// Refuses control characters and what is longer than `limit` octets.
pub(crate) fn check(field: &str, text: &str, limit: usize) -> Result<(), ComposeError> {
    if text.chars().any(is_control) {
        let field = field.to_owned();
        return Err(ComposeError::Control { field });
    }
    if text.len() > limit {
        let field = field.to_owned();
        return Err(ComposeError::TooLong { field, limit });
    }
    Ok(())
}

/// `token`, RFC 2045 section 5.1.
pub(crate) fn is_token(text: &str) -> bool {
    let special = |b: &u8| b"()<>@,;:\\\"/[]?=".contains(b);
    !text.is_empty()
        && text
            .as_bytes()
            .iter()
            .all(|b| b.is_ascii_graphic() && !special(b))
}

/// The value as a `quoted-string`, RFC 5322 section 3.2.4.
pub(crate) fn quoted(text: &str) -> Vec<u8> {
    enclosed(text, [b'"', b'"'])
}

/// The value between two signs, and a backslash before each of them in it.
pub(crate) fn enclosed(text: &str, [open, close]: [u8; 2]) -> Vec<u8> {
    let mut enclosed = vec![open];
    for octet in text.bytes() {
        if octet == b'\\' || octet == open || octet == close {
            enclosed.push(b'\\');
        }
        enclosed.push(octet);
    }
    enclosed.push(close);
    enclosed
}
