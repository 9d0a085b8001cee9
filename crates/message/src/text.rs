//! Text as mail carries it.

use alloc::string::String;
use alloc::vec::Vec;

use crate::content_type::{ContentType, is_composite};
use crate::error::ComposeError;
use crate::part::TextEncoding;
use crate::{base64, quoted_printable};

/// Octets of a line that needs no encoding, RFC 5322 section 2.1.1: as it should be, and as it must be.
const LINE: usize = 78;
const LINE_MAX: usize = 998;

/// Text with its `Content-Transfer-Encoding`.
pub(crate) struct Text {
    pub(crate) encoding: &'static [u8],
    pub(crate) octets: Vec<u8>,
}

impl Text {
    /// Writes the text for a part of this type, in the way that is asked for, else as it is where it can stand so,
    /// else in the way that takes fewer octets.
    pub(crate) fn new(
        text: &str,
        content_type: &ContentType,
        encoding: Option<TextEncoding>,
    ) -> Result<Self, ComposeError> {
        let lines = canonical(text, content_type)?;
        if is_composite(content_type.essence()) {
            return Self::as_is(lines, content_type);
        }
        let longest = match encoding {
            Some(TextEncoding::SevenBit) => LINE_MAX,
            _ => LINE,
        };
        let fits = lines.iter().all(is_printable) && longest_line(&lines) <= longest;
        let quoted = || quoted_printable::encode(&lines);
        Ok(match encoding {
            None | Some(TextEncoding::SevenBit) if fits => Self::seven_bit(lines),
            Some(TextEncoding::QuotedPrintable) => Self::quoted_printable(quoted()),
            Some(TextEncoding::Base64) => Self::base64(&lines),
            None | Some(TextEncoding::SevenBit) => Some(quoted())
                .filter(|quoted| {
                    quoted.len() as u64 <= base64::Base64Lines::size(lines.len() as u64)
                })
                .map_or_else(|| Self::base64(&lines), Self::quoted_printable),
        })
    }

    /// A mail or a multipart may not be encoded, RFC 2045 section 6.4.
    fn as_is(lines: Vec<u8>, content_type: &ContentType) -> Result<Self, ComposeError> {
        if longest_line(&lines) > LINE_MAX {
            return Err(ComposeError::Line {
                content_type: content_type.essence().into(),
            });
        }
        Ok(if lines.is_ascii() {
            Self::seven_bit(lines)
        } else {
            let encoding = b"8bit";
            Self {
                encoding,
                octets: lines,
            }
        })
    }

    const fn seven_bit(octets: Vec<u8>) -> Self {
        let encoding = b"7bit";
        Self { encoding, octets }
    }

    const fn quoted_printable(octets: Vec<u8>) -> Self {
        let encoding = b"quoted-printable";
        Self { encoding, octets }
    }

    fn base64(lines: &[u8]) -> Self {
        let mut octets = Vec::new();
        let mut base64 = base64::Base64Lines::new();
        base64.push(lines, &mut octets);
        base64.finish(&mut octets);
        let encoding = b"base64";
        Self { encoding, octets }
    }
}

/// The text with every line ended by CRLF, whatever ended it before: CRLF, a lone LF or a lone CR.
fn canonical(text: &str, content_type: &ContentType) -> Result<Vec<u8>, ComposeError> {
    let mut lines = Vec::with_capacity(text.len());
    let mut octets = text.bytes().peekable();
    while let Some(octet) = octets.next() {
        match octet {
            0 => {
                let content_type = String::from(content_type.essence());
                return Err(ComposeError::Nul { content_type });
            }
            b'\r' => {
                octets.next_if_eq(&b'\n');
                lines.extend_from_slice(b"\r\n");
            }
            b'\n' => lines.extend_from_slice(b"\r\n"),
            other => lines.push(other),
        }
    }
    Ok(lines)
}

/// Whether it is ASCII that every machine leaves alone.
const fn is_printable(octet: &u8) -> bool {
    matches!(octet, b'\t' | b'\r' | b'\n' | b' '..=b'~')
}

fn longest_line(lines: &[u8]) -> usize {
    let length = |line: &[u8]| line.strip_suffix(b"\r").unwrap_or(line).len();
    let lines = lines.split(|octet| *octet == b'\n');
    lines.map(length).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str, encoding: Option<TextEncoding>) -> (String, String) {
        let text = Text::new(text, &ContentType::unknown(), encoding).unwrap();
        let string = |octets: &[u8]| String::from_utf8(octets.to_vec()).unwrap();
        (string(text.encoding), string(&text.octets))
    }

    fn pair(encoding: &str, octets: &str) -> (String, String) {
        (encoding.into(), octets.into())
    }

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
            assert_eq!(written(given, None), pair("7bit", expected), "{given:?}");
        }
    }

    #[test]
    fn nul_is_refused() {
        let nul = Text::new("a\0b", &ContentType::unknown(), None).err();
        let content_type = "application/octet-stream".into();
        assert_eq!(nul, Some(ComposeError::Nul { content_type }));
    }

    #[test]
    fn text_is_written_in_the_way_that_takes_fewer_octets() {
        let long = "x".repeat(79);
        let line = "x".repeat(75);
        for (given, encoding, octets) in [
            ("plain\n", "7bit", "plain\r\n"),
            ("für", "quoted-printable", "f=C3=BCr"),
            ("three \u{1b}", "quoted-printable", "three =1B"),
            (
                "für wen auch immer \na\n",
                "quoted-printable",
                "f=C3=BCr wen auch immer=20\r\na\r\n",
            ),
            ("你好", "base64", "5L2g5aW9"),
            (&long, "quoted-printable", &[&line, "=\r\nxxxx"].concat()),
        ] {
            assert_eq!(written(given, None), pair(encoding, octets), "{given:?}");
        }
    }

    #[test]
    fn text_is_written_in_the_way_that_is_asked_for() {
        use TextEncoding::{Base64, QuotedPrintable, SevenBit};
        let long = "x".repeat(998);
        for (given, asked, encoding, octets) in [
            ("a=b", QuotedPrintable, "quoted-printable", "a=3Db"),
            ("a=b", Base64, "base64", "YT1i"),
            (&*long, SevenBit, "7bit", &*long),
            ("für", SevenBit, "quoted-printable", "f=C3=BCr"),
        ] {
            assert_eq!(written(given, Some(asked)), pair(encoding, octets));
        }
    }
}
