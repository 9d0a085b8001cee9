//! Words of others in a sentence of ours.

use core::fmt::{self, Write as _};

/// A text in quotes, on one line, as it can be shown: what shows as nothing, or moves what stands around it, is
/// escaped as in Rust. The standard library's form needs tables of Unicode.
pub(crate) struct Quoted<'a>(pub(crate) &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for c in self.0.chars() {
            match c {
                '"' | '\\' => write!(f, "\\{c}")?,
                _ if is_hidden(c) => write!(f, "\\u{{{:x}}}", u32::from(c))?,
                _ => f.write_char(c)?,
            }
        }
        f.write_char('"')
    }
}

/// Whether a character shows as nothing, or moves what stands around it.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{AD}'
                | '\u{61C}'
                | '\u{115F}'..='\u{1160}'
                | '\u{180E}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{3164}'
                | '\u{FEFF}'
                | '\u{FFA0}'
                | '\u{FFF9}'..='\u{FFFB}'
                | '\u{E0000}'..='\u{E0FFF}'
        )
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn nothing_gets_out_of_the_quotes_or_hides_in_them() {
        for (text, shown) in [
            ("mx.example", "\"mx.example\""),
            ("a\"b\\", "\"a\\\"b\\\\\""),
            ("grün 例", "\"grün 例\""),
            ("a\r\n\u{1b}[2J", "\"a\\u{d}\\u{a}\\u{1b}[2J\""),
            (
                "\u{202E}\u{2028}\u{FEFF}",
                "\"\\u{202e}\\u{2028}\\u{feff}\"",
            ),
            (
                "\u{AD}\u{61C}\u{3164}\u{FFF9}\u{E0041}",
                "\"\\u{ad}\\u{61c}\\u{3164}\\u{fff9}\\u{e0041}\"",
            ),
        ] {
            assert_eq!(Quoted(text).to_string(), shown);
        }
    }
}
