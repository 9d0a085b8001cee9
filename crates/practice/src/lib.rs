//! A mail server in the page, to practise with: `wsmtp-sandbox` behind the gateway's side of the tunnel, for JavaScript.
//!
//! ```text
//!      JavaScript: npm package wsmtp-practice, what passes for a WebSocket, time
//!      what the page says │                  ▲ what is said to the page, and what happened
//! ┌───────────────────────▼──────────────────┴────────┐
//! │ connection   Connection: reads and makes objects   │
//! │ driver       the tunnel's gateway side, the sandbox│
//! └────────────────────────────────────────────────────┘
//! ```
//!
//! Nothing leaves the page, so nothing is resolved, dialled or encrypted. TLS is pretended, and its report says so. All
//! else is what a page meets at a gateway: `crates/tunnel/README.md` is the specification of both.
//!
//! A wasm of its own: who only sends mails never loads it.

#![cfg_attr(all(target_arch = "wasm32", target_os = "unknown"), no_std)]

extern crate alloc;

mod connection;
mod driver;
mod event;
mod pretence;
mod rule;
mod server;

pub use connection::Connection;
pub use rule::{read_setup, write_setup};
pub use server::{Server, domain, password, user};
