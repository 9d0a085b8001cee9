//! The contract between a wsmtp page and its gateway: control messages, close codes and the
//! arithmetic of flow control.
//!
//! This crate holds no socket and no clock. Text frames of the WebSocket carry one
//! [`PageMessage`] or [`GatewayMessage`] each; binary frames carry SMTP bytes and never pass
//! through here. `README.md` beside this crate is the wire specification; where the two disagree,
//! the specification is right.

#![no_std]

extern crate alloc;

mod decode;
mod encode;
mod error_code;
mod gateway;
mod page;
mod tls;
mod token;
mod value;
mod window;

pub use decode::DecodeError;
pub use error_code::ErrorCode;
pub use gateway::{GatewayMessage, Opened, Security};
pub use page::{Open, PageMessage, Target};
pub use tls::{Certificate, TlsReport};
pub use token::Token;
pub use value::Value;
pub use window::{Window, WindowError};

/// The WebSocket subprotocol that both ends name in the upgrade.
pub const SUBPROTOCOL: &str = "wsmtp.v1";

/// The longest control message either end may send, in bytes of UTF-8.
///
/// A certificate report with its names is the largest message there is and stays well below.
pub const MAX_CONTROL: usize = 32 * 1024;

/// The longest `message` of an `error`, in bytes.
pub const MAX_MESSAGE: usize = 1024;

/// The most bytes of SMTP in one binary message.
///
/// A receiver holds one whole message at a time, so this bounds its memory.
pub const MAX_BINARY: usize = 64 * 1024;

/// What a page may send before it has read `opened`, in bytes; no gateway grants a smaller window.
///
/// Enough for everything a client can say before the server's first answer.
pub const MIN_WINDOW: u64 = 16 * 1024;

/// The largest window that a gateway grants, in bytes: more only moves a queue from the page to the
/// gateway, and off the progress bar.
pub const MAX_WINDOW: u64 = 16 * 1024 * 1024;

/// The window that a gateway grants unless its operator says otherwise, in bytes.
///
/// With 100 ms between page and gateway this carries 2.5 MB/s.
pub const DEFAULT_WINDOW: u64 = 256 * 1024;
