//! The wsmtp gateway: it joins a page's WebSocket to a mail server, speaks TLS there, and
//! keeps the page to the servers that its operator has named.
//!
//! One session reads top to bottom through these modules: `listen` accepts, `guard` checks who asks,
//! `http` upgrades, `session` waits for `open`, `policy` judges, `dial` and `server` connect,
//! `greeting` makes sure that it is a mail server, `bridge` moves bytes, and `page` ends.

mod bridge;
pub mod check;
mod config;
pub mod demo;
mod dial;
mod failure;
mod gateway;
mod greeting;
mod guard;
mod http;
mod limits;
mod listen;
mod page;
mod pages;
mod policy;
mod preamble;
mod pulse;
mod server;
mod session;
mod sessions;
mod shared;
mod shutdown;
mod tls;

pub use config::{Config, UpstreamConfig};
pub use gateway::Gateway;
pub use limits::Limits;
pub use tls::TlsError;
