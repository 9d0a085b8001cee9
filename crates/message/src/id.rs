//! Ids, which stand in angle brackets.

use alloc::string::String;
use alloc::vec::Vec;

use crate::error::{ComposeError, shown};
use crate::folded::Folded;
use crate::plain::UNFOLDABLE_MAX;

/// Adds ids, of which a message's own must be `left@right` (RFC 5322 section 3.6.4).
///
/// Those of other mails are repeated as they came, for many are not written as the RFC has them.
pub(crate) fn write(line: &mut Folded, name: &str, ids: &[String]) -> Result<(), ComposeError> {
    let own = name.eq_ignore_ascii_case("Message-ID");
    for id in ids {
        let sound = if own { is_message_id(id) } else { is_any(id) };
        if !sound || id.len() > UNFOLDABLE_MAX {
            return Err(ComposeError::MessageId { id: shown(id) });
        }
        line.word(&bracketed(id));
    }
    Ok(())
}

/// Adds what `cid:` names.
///
/// RFC 2392 wants an `@` in it; pages that name their pictures `logo` work everywhere, so it is not asked for.
pub(crate) fn write_content_id(line: &mut Folded, id: &str) -> Result<(), ComposeError> {
    let sound = match id.split_once('@') {
        Some((left, right)) => is_side(left) && is_side(right),
        None => is_side(id),
    };
    if !sound || id.len() > UNFOLDABLE_MAX {
        return Err(ComposeError::ContentId { id: shown(id) });
    }
    line.word(&bracketed(id));
    Ok(())
}

pub(crate) fn bracketed(inside: &str) -> Vec<u8> {
    [b"<", inside.as_bytes(), b">"].concat()
}

fn is_message_id(id: &str) -> bool {
    id.split_once('@')
        .is_some_and(|(left, right)| is_side(left) && is_side(right))
}

fn is_side(part: &str) -> bool {
    let special = |b: &u8| b"<>@\"(),;\\".contains(b);
    !part.is_empty()
        && part
            .as_bytes()
            .iter()
            .all(|b| b.is_ascii_graphic() && !special(b))
}

fn is_any(id: &str) -> bool {
    let bytes = id.as_bytes();
    !bytes.is_empty()
        && bytes
            .iter()
            .all(|b| b.is_ascii_graphic() && !b"<>".contains(b))
}
