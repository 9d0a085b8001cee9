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
    let (essence, parameters) = text.split_at(text.find(';').unwrap_or(text.len()));
    let sound = essence
        .trim_end_matches(' ')
        .split_once('/')
        .is_some_and(|(kind, sub)| is_token(kind) && is_token(sub));
    if sound && text.len() <= TOKEN_MAX && are_parameters(parameters) {
        Ok(())
    } else {
        Err(ComposeError::ContentType {
            content_type: text.to_owned(),
        })
    }
}

/// `*(";" parameter)`, RFC 2045 section 5.1, with spaces between.
fn are_parameters(mut text: &str) -> bool {
    while let Some(parameter) = text.strip_prefix(';') {
        let Some(behind) = behind_parameter(parameter) else {
            return false;
        };
        text = behind.trim_start_matches(' ');
    }
    text.is_empty()
}

/// `attribute "=" (token / quoted-string)`: gives what is behind it.
fn behind_parameter(text: &str) -> Option<&str> {
    let (attribute, value) = text.trim_start_matches(' ').split_once('=')?;
    let end = match value.strip_prefix('"') {
        Some(quoted) => closing_quote(quoted)? + 2,
        None => value.find([';', ' ']).unwrap_or(value.len()),
    };
    let (value, behind) = value.split_at_checked(end)?;
    let sound = is_token(attribute) && (is_token(value) || value.starts_with('"'));
    sound.then_some(behind)
}

/// Where the `quoted-string` ends that this is the inside of, RFC 5322 section 3.2.4.
pub(crate) fn closing_quote(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if !(b' '..=b'~').contains(&byte) => return None,
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(at),
            _ => {}
        }
    }
    None
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
