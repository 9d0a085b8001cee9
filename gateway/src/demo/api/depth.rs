//! Whether a mail can be read without harm. The parser lets go of mails within mails, and copies them
//! out of an encoding, by calling itself, so that a stranger who nests them could end the process.

/// Fields that give a type, in a mail that is read. Every mail within another has one, so that it is
/// nested no deeper than this; the stack has room for a multiple of it, and no mail of a person's or
/// a program's comes close.
const MAX_TYPES: usize = 200;

/// Whether nothing in the mail is nested deeper than the parser bears.
pub(super) fn is_safe(content: &[u8]) -> bool {
    let mut types = 0;
    let mut has_digest = false;
    let mut has_untyped = false;
    for block in blocks(content) {
        let has = |text: &str| holds(block, text.as_bytes());
        let typed = count(block, b"content-type");
        types += typed;
        // An encoding hides how deep it is inside. RFC 2046 section 5.2.1 forbids it for a mail.
        let is_encoded = has("content-transfer-encoding")
            && ["base64", "quoted-printable", "=?"].into_iter().any(has);
        if is_encoded && has("message") && (has("rfc822") || has("global")) {
            return false;
        }
        // What has no type in a digest is a mail, by RFC 2046 section 5.1.5.
        has_digest |= typed > 0 && has("multipart") && has("digest");
        has_untyped |= is_encoded && typed == 0;
    }
    types <= MAX_TYPES && !(has_digest && has_untyped)
}

/// What lies between empty lines: every header is one, or the end of one.
fn blocks(mut content: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        if content.is_empty() {
            return None;
        }
        let lines = memchr::memchr_iter(b'\n', content).map(|end| end + 1);
        let mut ends = lines.filter(|end| {
            let next = content.get(*end..).unwrap_or_default();
            next.starts_with(b"\n") || next.starts_with(b"\r\n")
        });
        let (block, rest) = content.split_at(ends.next().unwrap_or(content.len()));
        content = match rest {
            [b'\r', b'\n', rest @ ..] | [b'\n', rest @ ..] => rest,
            rest => rest,
        };
        Some(block)
    })
}

fn holds(text: &[u8], wanted: &[u8]) -> bool {
    count(text, wanted) > 0
}

/// How often a word is there, in letters of any case. Its first letter has two forms.
fn count(text: &[u8], wanted: &[u8]) -> usize {
    let Some(first) = wanted.first() else {
        return 0;
    };
    memchr::memchr2_iter(first.to_ascii_lowercase(), first.to_ascii_uppercase(), text)
        .filter(|at| {
            let here = text.get(*at..at + wanted.len());
            here.is_some_and(|here| here.eq_ignore_ascii_case(wanted))
        })
        .count()
}

#[cfg(test)]
mod tests;
