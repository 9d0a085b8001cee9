//! A mail server for training and for capture: it takes every mail, delivers none, and goes wrong
//! on request.
//!
//! [`Sandbox`] makes one [`Session`] per connection. A session has the inputs and outputs of the
//! engine that it wraps ([`wsmtp_proto::server::Server`]), and the same drain rule, but asks
//! nothing: it answers by its [`Settings`]. What it takes comes as [`Event::Delivered`], to be put
//! into a [`Mailbox`].
//!
//! There is no I/O and no clock here, so it runs in a page as it runs behind a socket.
#![cfg_attr(all(target_arch = "wasm32", target_os = "unknown"), no_std)]
#![deny(missing_docs)]

extern crate alloc;

mod fault;
mod mail;
mod mailbox;
mod session;
mod settings;

pub use fault::{Action, Fault, Pattern, Stage};
pub use mail::{Mail, Recipient};
pub use mailbox::{Mailbox, Message, MessageId, SessionId};
pub use session::{Event, Sandbox, Session};
pub use settings::Settings;
