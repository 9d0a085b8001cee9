//! Lines of the page's that are read before they are understood.

use memchr::memchr;
use wsmtp_proto::codec::LineError;

/// Where the first line ends, its CRLF with it.
pub(super) fn line_end(held: &[u8], limit: usize) -> Result<Option<usize>, LineError> {
    let most = limit + b"\r\n".len();
    let within = held.get(..most).unwrap_or(held);
    match memchr(b'\n', within) {
        Some(at) if within.get(..at).is_some_and(|line| line.ends_with(b"\r")) => Ok(Some(at + 1)),
        Some(_) => Err(LineError::BareLineFeed),
        None if within.len() == most => Err(LineError::TooLong),
        None => Ok(None),
    }
}

/// Whether these are characters of base64; whether they make sense is for the server to say.
pub(super) fn is_base64(text: &[u8]) -> bool {
    text.iter()
        .all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(byte))
}
