//! What may stand in a header field, so that no value can start a field of its own.

use crate::error::ComposeError;

/// Octets of an id or content type: these do not fold, and a line ends at 998 (RFC 5322 section 2.1.1).
const TOKEN_MAX: usize = 255;

/// Refuses control characters and what is longer than `limit` octets.
pub(crate) fn plain(field: &'static str, text: &str, limit: usize) -> Result<(), ComposeError> {
    if text.chars().any(char::is_control) {
        return Err(ComposeError::Control { field });
    }
    if text.len() > limit {
        return Err(ComposeError::TooLong { field, limit });
    }
    Ok(())
}

/// Refuses what is not `left@right`, RFC 5322 section 3.6.4.
pub(crate) fn message_id(id: &str) -> Result<(), ComposeError> {
    let sound = id
        .split_once('@')
        .is_some_and(|(left, right)| is_id(left) && is_id(right));
    if sound && id.len() <= TOKEN_MAX {
        Ok(())
    } else {
        Err(ComposeError::MessageId { id: id.to_owned() })
    }
}

/// Refuses what could not stand between the angle brackets of `Content-ID`.
///
/// RFC 2392 wants an `@` in it; pages that name their pictures `logo` work everywhere, so it is not asked for.
pub(crate) fn content_id(id: &str) -> Result<(), ComposeError> {
    if is_id(&id.replacen('@', "", 1)) && id.len() <= TOKEN_MAX {
        Ok(())
    } else {
        Err(ComposeError::ContentId { id: id.to_owned() })
    }
}

/// Refuses what is not `type/subtype`, perhaps with parameters, RFC 2045 section 5.1.
pub(crate) fn content_type(text: &str) -> Result<(), ComposeError> {
    let essence = text.split(';').next().unwrap_or_default().trim_end();
    let sound = essence
        .split_once('/')
        .is_some_and(|(kind, sub)| is_token(kind) && is_token(sub))
        && text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if sound && text.len() <= TOKEN_MAX {
        Ok(())
    } else {
        Err(ComposeError::ContentType {
            content_type: text.to_owned(),
        })
    }
}

fn is_id(part: &str) -> bool {
    !part.is_empty()
        && part
            .bytes()
            .all(|b| b.is_ascii_graphic() && !b"<>@\"(),;\\".contains(&b))
}

/// `token`, RFC 2045 section 5.1.
fn is_token(part: &str) -> bool {
    !part.is_empty()
        && part
            .bytes()
            .all(|b| b.is_ascii_graphic() && !b"()<>@,;:\\\"/[]?=".contains(&b))
}
