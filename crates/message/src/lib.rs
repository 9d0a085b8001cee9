//! From what a person composed to RFC 5322 and MIME bytes.
//!
//! A [`Message`] is a header and a tree of parts; [`Message::render`] gives it as [`Piece`]s: bytes that are written,
//! and places where the bytes of a file come in, which this crate never holds. A file of any length goes through
//! [`Base64Lines`] as it is read.
//!
//! ```
//! use wsmtp_message::{Address, Field, Label, Mailbox, Message, Part, Piece, Value};
//!
//! let ada = Mailbox { name: "Ada Lovelace".into(), address: "ada@example.org".into() };
//! let message = Message {
//!     header: vec![
//!         Field::new("From", Value::Addresses(vec![Address::Mailbox(ada)])),
//!         Field::new("Subject", Value::Text("Grüße".into())),
//!     ],
//!     body: Part::Text { label: Label::new("text/plain; charset=utf-8"), text: "hello".into(), encoding: None },
//!     seed: "one@example.org".into(),
//! };
//! let rendered = message.render(false)?;
//! let [Piece::Written(bytes)] = rendered.pieces.as_slice() else { panic!("there is no file in it") };
//! assert_eq!(rendered.size, bytes.len() as u64);
//! assert!(bytes.starts_with(b"From: Ada Lovelace <ada@example.org>\r\nSubject: =?utf-8?B?R3LDvMOfZQ==?=\r\n"));
//! # Ok::<(), wsmtp_message::ComposeError>(())
//! ```
//!
//! What holds:
//!
//! - No value can start a header field of its own: control characters are refused, not dropped, and lines break where
//!   this crate breaks them.
//! - What goes in comes out: a value that reads like an encoded word (RFC 2047) is encoded once more, no character is
//!   cut in two, files arrive byte for byte. Text arrives with CRLF line ends whatever it came with.
//! - Blind copies cannot leak: `Bcc` and `Resent-Bcc` are refused.
//! - The size is exact before a byte of a file is read.
//! - No clock and no randomness: the same message gives the same bytes.
//! - No `std`, and no tables of Unicode: it travels to every page.

#![no_std]

extern crate alloc;
#[cfg(test)]
extern crate std;

mod address;
mod base64;
mod boundary;
mod content_type;
mod date;
mod error;
mod field;
mod folded;
mod id;
mod label;
mod link;
mod message;
mod number;
mod parameter;
mod part;
mod piece;
mod plain;
mod quoted_printable;
mod render;
#[cfg(test)]
mod tests;
mod text;
mod width;
mod word;

pub use address::{Address, Mailbox};
pub use base64::Base64Lines;
pub use error::ComposeError;
pub use field::{Field, Value};
pub use label::{Disposition, Label};
pub use link::Link;
pub use message::Message;
pub use part::{FileEncoding, Part, TextEncoding};
pub use piece::{Piece, Rendered, SourceEncoding};
