//! A mail server for training and for capture: it takes every mail, delivers none, and goes wrong
//! on request.
//!
//! [`Sandbox`] makes one [`Session`] per connection. A session has the inputs and outputs of the
//! engine that it wraps ([`wsmtp_proto::server::Server`]), and the same drain rule, but asks
//! nothing: it answers by its [`Settings`], which a [`Setup`] changes as people write it. What it
//! takes comes as [`Event::Delivered`], to be put into a [`Mailbox`]. A driver hands in no more
//! octets than a session has [room](Session::room) for: so a slow line and a delay are the session's
//! matter, and the memory that they take is nobody's.
//!
//! ```
//! use wsmtp_proto::server::Config;
//! use wsmtp_sandbox::{Sandbox, Settings, Setup};
//!
//! let setup: Setup = "recipient *@late.test first 2: reply 451 4.2.1 try later".parse()?;
//! let settings = Settings::new(Config::new("sandbox.test".parse()?));
//! let sandbox = Sandbox::new(setup.apply(settings));
//! assert!("recipient: reply 99".parse::<Setup>().is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! There is no I/O and no clock here, so it runs in a page as it runs behind a socket.
#![cfg_attr(all(target_arch = "wasm32", target_os = "unknown"), no_std)]
#![deny(missing_docs)]

extern crate alloc;

mod bare_lf;
mod fault;
mod mail;
mod mailbox;
mod sandbox;
mod session;
mod settings;
mod setup;
mod slow;

pub use fault::{Action, Fault, Pattern, Stage};
pub use mail::{Mail, Recipient};
pub use mailbox::{Mailbox, Message, MessageId, SessionId};
pub use sandbox::Sandbox;
pub use session::{Event, Session};
pub use settings::Settings;
pub use setup::{Auth, Extension, Offer, Problem, Rule, Security, Setup, SetupError};
pub use slow::Slow;
