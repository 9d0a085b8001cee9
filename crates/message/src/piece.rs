//! What a message is made of in the end.

use alloc::vec::Vec;

use crate::base64::Base64Lines;

/// A message on its way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// What it is made of, in order.
    pub pieces: Vec<Piece>,
    /// Octets of all pieces, files encoded.
    pub size: u64,
    /// Whether octets beyond ASCII are in it: it needs 8BITMIME (RFC 6152).
    pub eight_bit: bool,
    /// Whether it is more than lines: it needs BINARYMIME (RFC 3030).
    pub binary: bool,
    /// Whether octets beyond ASCII are in a header: it needs SMTPUTF8 (RFC 6531).
    pub utf8_header: bool,
}

/// Octets of a message, or where to get them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// These.
    Written(Vec<u8>),
    /// Those of a file.
    Source {
        /// Which of the files.
        index: usize,
        /// Its bytes, before they are encoded.
        length: u64,
        /// What is to be done to them.
        encoding: SourceEncoding,
    },
}

/// What is to be done to the bytes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceEncoding {
    /// They go through [`Base64Lines`].
    Base64,
    /// Nothing.
    AsIs,
}

impl Piece {
    /// Octets that it gives.
    pub fn size(&self) -> u64 {
        match self {
            Self::Written(octets) => octets.len() as u64,
            Self::Source {
                length,
                encoding: SourceEncoding::Base64,
                ..
            } => Base64Lines::size(*length),
            Self::Source { length, .. } => *length,
        }
    }
}
