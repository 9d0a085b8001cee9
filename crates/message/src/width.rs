//! What octets are in the parts, RFC 2045 sections 2.7 to 2.9.

use crate::content_type::is_composite;
use crate::part::{FileEncoding, Part};

/// What a server must be able to take.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Width {
    /// Lines of ASCII.
    SevenBit,
    /// Lines.
    EightBit,
    /// Anything.
    Binary,
}

/// Of a part, where files may be `binary` or not.
pub(crate) fn of(part: &Part, binary: bool) -> Width {
    match part {
        Part::Multipart { parts, .. } => of_all(parts, binary),
        Part::Text { label, text, .. } => {
            eight_bit(is_composite(&label.content_type) && !text.is_ascii())
        }
        Part::File { encoding, .. } => match encoding {
            FileEncoding::Base64 if binary => Width::Binary,
            FileEncoding::Base64 | FileEncoding::SevenBit => Width::SevenBit,
            FileEncoding::EightBit => Width::EightBit,
        },
        Part::Raw { eight_bit: any, .. } => eight_bit(*any),
    }
}

/// Of the widest of them, RFC 2045 section 6.4.
pub(crate) fn of_all(parts: &[Part], binary: bool) -> Width {
    let widths = parts.iter().map(|part| of(part, binary));
    widths.max().unwrap_or(Width::SevenBit)
}

const fn eight_bit(any: bool) -> Width {
    if any {
        Width::EightBit
    } else {
        Width::SevenBit
    }
}
