//! From what a person composed to RFC 5322 and MIME bytes.
//!
//! A [`Message`] holds what stands in the header and the body; [`Message::render`] writes it. The encoding is
//! `mail-builder`'s. What this crate adds:
//!
//! - No value can start a header field of its own: control characters are refused, not dropped.
//! - A value that reads like an encoded word (RFC 2047) is encoded once more, so that it arrives as it was given.
//! - Text arrives with CRLF line ends whatever it came with; attachments arrive byte for byte.
//! - Blind copies cannot leak, as there is no place for them.
//! - No clock and no randomness: date and message id are given, boundaries follow from the message id.
//!
//! A message is written as one piece in memory, attachments in base64 included. That suits mails as servers take them,
//! some 25 MB; writing them out part by part is left to a later version.

mod address;
mod attachment;
mod encoded;
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
