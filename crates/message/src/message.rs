//! The message, and its way to pieces.

use alloc::string::String;
use alloc::vec::Vec;

use crate::error::ComposeError;
use crate::field::Field;
use crate::part::Part;
use crate::piece::Rendered;
use crate::render;

/// What a person composed. Blind copies have no field here: they belong to the envelope alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The fields in their order, but for those that follow from the body.
    pub header: Vec<Field>,
    /// The body.
    pub body: Part,
    /// What the boundaries follow from: a text that was never used before and that nobody could foresee who wrote one
    /// of the parts, such as 128 random bits. A message id is none: the author of a mail that is attached may know it.
    pub seed: String,
}

impl Message {
    /// The message as RFC 5322 and MIME octets: lines of at most 998 octets, all ended by CRLF, and 7-bit, but for
    /// addresses beyond ASCII, prepared values, and what files hold that are not to be encoded.
    ///
    /// Where it may be `binary`, files travel as they are, and the message needs BINARYMIME (RFC 3030).
    pub fn render(self, binary: bool) -> Result<Rendered, ComposeError> {
        render::render(self, binary)
    }
}
