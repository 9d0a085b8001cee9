//! The tree of which a body is made.

use alloc::string::String;
use alloc::vec::Vec;

use crate::error::{ComposeError, shown};
use crate::field::Field;
use crate::label::Label;

/// A part of the body, RFC 2046.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Parts in a row. Where there is only one, and no field, it stands for itself.
    Multipart {
        /// `mixed`, `alternative`, `related` or another, perhaps with parameters.
        subtype: String,
        /// More fields.
        header: Vec<Field>,
        /// At least one, and at most 32 deep.
        parts: Vec<Self>,
    },
    /// Text.
    Text {
        /// What stands on it; its `charset` should be `utf-8`, which the text is written in.
        label: Label,
        /// With any line ends, without NUL.
        text: String,
        /// How it is to be written; the best way if nothing is said.
        encoding: Option<TextEncoding>,
    },
    /// A file, whose bytes come in later.
    File {
        /// What stands on it.
        label: Label,
        /// Which of the files; the number comes back in its [`Piece`](crate::Piece).
        source: usize,
        /// Its bytes.
        length: u64,
        /// How it travels.
        encoding: FileEncoding,
        /// Whether its last line ends; of no matter in base64.
        ended: bool,
    },
    /// A whole part, or as the body a whole mail, with a header of its own. As the body, the message's own fields come
    /// before it.
    Raw {
        /// Which of the files.
        source: usize,
        /// Its bytes.
        length: u64,
        /// Whether there is an octet in it that is not ASCII.
        eight_bit: bool,
        /// Whether there is one in a header.
        utf8_header: bool,
        /// Whether its last line ends.
        ended: bool,
    },
}

/// How text is written, RFC 2045 section 6. What cannot stand in 7-bit lines of 998 octets is encoded in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextEncoding {
    /// As it is.
    SevenBit,
    /// Readable for the most part.
    QuotedPrintable,
    /// In base64.
    Base64,
}

/// How a file travels, RFC 2045 section 6.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileEncoding {
    /// In base64, or as it is where a message may be binary. Mails and multiparts may not be encoded (RFC 2045 section
    /// 6.4): their type becomes `application/octet-stream`.
    Base64,
    /// As it is: ASCII in lines of at most 998 octets, ended by CRLF.
    SevenBit,
    /// As it is: octets other than NUL in lines of at most 998, ended by CRLF.
    EightBit,
}

impl Part {
    /// Levels of multiparts; filters of mail servers give up at 20 to 100, and composed mails have four.
    pub const MAX_DEPTH: usize = 32;

    /// The tree without the levels that hold one part and say nothing.
    pub(crate) fn simple(self) -> Result<Self, ComposeError> {
        self.simple_at(Self::MAX_DEPTH)
    }

    fn simple_at(self, depth: usize) -> Result<Self, ComposeError> {
        let Self::Multipart {
            subtype,
            header,
            mut parts,
        } = self
        else {
            return Ok(self);
        };
        let limit = Self::MAX_DEPTH;
        let depth = depth
            .checked_sub(1)
            .ok_or(ComposeError::TooDeep { limit })?;
        let only = parts.len() == 1 && header.is_empty();
        if only && let Some(part) = parts.pop() {
            return part.simple_at(depth);
        }
        if parts.is_empty() {
            let subtype = shown(&subtype);
            return Err(ComposeError::Empty { subtype });
        }
        let parts = parts.into_iter().map(|part| part.simple_at(depth));
        Ok(Self::Multipart {
            subtype,
            header,
            parts: parts.collect::<Result<_, _>>()?,
        })
    }
}
