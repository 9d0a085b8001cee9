//! wsmtp in the browser: a thin skin over the engine, for JavaScript.
//!
//! ```text
//!      JavaScript: npm package wsmtp, WebSocket, time
//!      what happens │                  ▲ what is to be done
//! ┌─────────────────▼──────────────────┴──────────────┐
//! │ session   Session: reads and makes objects         │
//! │ driver    the tunnel's page side and the engine    │
//! │ browser   randomness, Unicode's tables             │
//! └────────────────────────────────────────────────────┘
//! ```
//!
//! No SMTP decision is made here: [`wsmtp_proto::client::Client`] makes them all, and the driver obeys. The driver
//! holds no socket and no clock either, so it is tested without a browser.
//!
//! A mail's content comes from the page as it is wanted, octet for octet as it goes out: `wsmtp-composer` makes it, in a
//! wasm of its own.
//!
//! What crosses to and from JavaScript is plain objects; `web/client/src/runtime/wire.ts` names their types.

#![cfg_attr(all(target_arch = "wasm32", target_os = "unknown"), no_std)]

extern crate alloc;

mod browser;
mod command;
mod done;
mod driver;
mod envelope;
mod event;
mod failure;
mod options;
mod saslprep;
mod sending;
mod session;
mod sign_in;
mod upload;

pub use session::{Session, max_binary, max_text, subprotocol};
