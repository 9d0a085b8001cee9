//! What a close frame says.

use super::Fault;

/// The code in a close frame's payload, where there is one.
pub(super) fn read_close(payload: &[u8]) -> Result<Option<u16>, Fault> {
    let Some((code, reason)) = payload.split_first_chunk() else {
        return match payload {
            [] => Ok(None),
            _ => Err(Fault::Rule("a close frame has half a code")),
        };
    };
    let code = u16::from_be_bytes(*code);
    if !is_sendable(code) {
        return Err(Fault::Rule("a close frame has a code that may not be sent"));
    }
    if std::str::from_utf8(reason).is_err() {
        return Err(Fault::Rule("the reason in a close frame is not UTF-8"));
    }
    Ok(Some(code))
}

/// Those of RFC 6455 section 7.4.1, of the registry, and of the ranges for libraries and for
/// applications; not those that stand for what was never sent.
fn is_sendable(code: u16) -> bool {
    matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999)
}
