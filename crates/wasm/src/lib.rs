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
//! What crosses to and from JavaScript is plain objects; `web/client/src/runtime/wire.ts` names their types.

#![cfg_attr(all(target_arch = "wasm32", target_os = "unknown"), no_std)]

extern crate alloc;

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod alone;
mod browser;
mod command;
mod composer;
mod done;
mod driver;
mod envelope;
mod event;
mod failure;
mod fields;
mod mail;
mod object;
mod options;
mod saslprep;
mod sending;
mod session;
mod sign_in;
mod upload;

pub use composer::Composer;
pub use session::{Session, max_binary, max_text, measure, subprotocol};
