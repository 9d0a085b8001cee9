//! URLs of the `List-*` fields.

use alloc::string::String;

use crate::address::{NAME_MAX, phrase};
use crate::error::{ComposeError, shown};
use crate::folded::Folded;
use crate::plain::{self, UNFOLDABLE_MAX};
use crate::{id, word};

/// A URL of a `List-*` field, RFC 2369 section 2, or the identifier of `List-ID`, RFC 2919.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Printable ASCII without `<` and `>`, at most 900 octets.
    pub url: String,
    /// What people read, in any script and perhaps empty, at most 500 octets.
    pub comment: String,
}

/// Adds `<url> (comment), …`, or for `List-ID` `comment <url>`.
pub(crate) fn write(line: &mut Folded, name: &str, links: &[Link]) -> Result<(), ComposeError> {
    let phrase_first = name.eq_ignore_ascii_case("List-ID");
    for (number, link) in links.iter().enumerate() {
        link.check(name)?;
        if number > 0 {
            line.glue(b",");
        }
        if phrase_first && !link.comment.is_empty() {
            phrase(line, &link.comment, b"");
        }
        line.word(&id::bracketed(&link.url));
        if !phrase_first && !link.comment.is_empty() {
            comment(line, &link.comment);
        }
    }
    Ok(())
}

impl Link {
    fn check(&self, name: &str) -> Result<(), ComposeError> {
        plain::check(name, &self.comment, NAME_MAX)?;
        let url = self.url.as_bytes();
        let sound = !url.is_empty()
            && url.len() <= UNFOLDABLE_MAX
            && url
                .iter()
                .all(|b| b.is_ascii_graphic() && !b"<>".contains(b));
        if sound {
            Ok(())
        } else {
            let url = shown(&self.url);
            Err(ComposeError::Url { url })
        }
    }
}

/// `comment`, RFC 5322 section 3.2.2.
fn comment(line: &mut Folded, text: &str) {
    let escaped = plain::enclosed(text, [b'(', b')']);
    if word::is_plain(text.as_bytes()) && word::is_plain(&escaped) {
        line.words(&escaped);
    } else {
        word::encoded(line, b"(", text, b")");
    }
}
