//! What octets are in the parts, RFC 2045 sections 2.7 to 2.9.

use crate::content_type::is_composite;
use crate::field::Field;
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

/// Of a part with its header, where files may be `binary` or not.
pub(crate) fn of(part: &Part, binary: bool) -> Width {
    let (header, content) = match part {
        Part::Multipart { header, parts, .. } => (&header[..], of_all(parts, binary)),
        Part::Text { label, text, .. } => {
            let as_is = is_composite(&label.content_type);
            (&label.header[..], eight_bit(as_is && !text.is_ascii()))
        }
        Part::File {
            label, encoding, ..
        } => (&label.header[..], of_file(*encoding, binary)),
        Part::Raw { eight_bit: any, .. } => (&[][..], eight_bit(*any)),
    };
    content.max(eight_bit(!header.iter().all(Field::is_ascii)))
}

const fn of_file(encoding: FileEncoding, binary: bool) -> Width {
    match encoding {
        FileEncoding::Base64 if binary => Width::Binary,
        FileEncoding::Base64 | FileEncoding::SevenBit => Width::SevenBit,
        FileEncoding::EightBit => Width::EightBit,
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
