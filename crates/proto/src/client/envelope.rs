use alloc::vec::Vec;

use crate::types::{Body, ForwardPath, ReversePath};

/// From whom a mail comes and to whom it goes, and what the server is told about it beforehand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// Who is told when it cannot be delivered.
    pub from: ReversePath,
    /// The recipients, at most [`MAX_RECIPIENTS`](Self::MAX_RECIPIENTS).
    pub to: Vec<ForwardPath>,
    /// The content's length in octets with all line ends as CRLF, where it is known.
    pub size: Option<u64>,
    /// What octets the content holds.
    pub body: Body,
}

impl Envelope {
    /// The most recipients of one mail. Servers must take 100 (RFC 5321 section 4.5.3.1.8) and
    /// large ones take 1000; each answers one by one, and the rest must be remembered.
    pub const MAX_RECIPIENTS: usize = 1000;

    /// A mail of unknown size and 7-bit content.
    #[must_use]
    pub const fn new(from: ReversePath, to: Vec<ForwardPath>) -> Self {
        Self {
            from,
            to,
            size: None,
            body: Body::SevenBit,
        }
    }
}
