//! From what a person composed to RFC 5322 and MIME bytes.
//!
//! A [`Message`] holds what stands in the header and the body; [`Message::render`] writes it. The encoding is
//! `mail-builder`'s. What this crate adds:
//!
//! - No value can start a header field of its own: control characters are refused, not dropped.
//! - Text arrives with CRLF line ends whatever it came with; attachments arrive byte for byte.
//! - Blind copies cannot leak, as there is no place for them.
//! - No clock and no randomness: date and message id are given, boundaries follow from the message id.

mod address;
mod attachment;
mod error;
mod field;
mod message;
#[cfg(test)]
mod tests;
mod text;

pub use address::Address;
pub use attachment::Attachment;
pub use error::ComposeError;
pub use message::Message;
