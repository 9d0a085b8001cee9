//! Text and HTML as mail carries them.

use crate::error::ComposeError;

/// The text with every line ended by CRLF, whatever ended it before: CRLF, a lone LF or a lone CR.
pub(crate) fn canonical(field: &'static str, text: &str) -> Result<String, ComposeError> {
    if text.contains('\0') {
        return Err(ComposeError::Nul { field });
    }
    let mut lines = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '\r' => {
                chars.next_if_eq(&'\n');
                lines.push_str("\r\n");
            }
            '\n' => lines.push_str("\r\n"),
            other => lines.push(other),
        }
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_ends_in_crlf() {
        for (given, expected) in [
            ("", ""),
            ("a", "a"),
            ("a\nb\rc\r\nd", "a\r\nb\r\nc\r\nd"),
            ("\n\r", "\r\n\r\n"),
            ("\r\r\n", "\r\n\r\n"),
            ("\r\n\n", "\r\n\r\n"),
        ] {
            assert_eq!(
                canonical("text", given).as_deref(),
                Ok(expected),
                "{given:?}"
            );
        }
    }

    #[test]
    fn nul_is_refused() {
        assert_eq!(
            canonical("text", "a\0b"),
            Err(ComposeError::Nul { field: "text" })
        );
    }
}
