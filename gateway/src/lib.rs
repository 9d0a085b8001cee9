//! The wsmtp gateway: it joins a page's WebSocket to a mail server, speaks TLS there, and
//! keeps the page to the servers that its operator has named.
//!
//! One session reads top to bottom through these modules; what serves only one of them lies in its folder.
//!
//! | | |
//! |---|---|
//! | `listen` | takes a connection, and gives it to one of the threads, where it stays |
//! | `accept` | does TLS with the gateway's `identity` and HTTP on it, and learns of what `client` it is |
//! | `guard` | checks who asks, by the policy of `origin`, before `routes` says for what |
//! | `upgrade` | makes it a WebSocket, a `page` |
//! | `open` | waits for the first message and has its `token` judged |
//! | `judge` | says where it may go |
//! | `dial` | connects, with `tls` |
//! | `greet` | makes sure that it is a mail server |
//! | `bridge` | moves bytes while `inspect` reads along |
//! | `end` | tells how it went |
//!
//! From `open` on, `session` calls them in this order. A `gateway` is made of `rules`, which come from a `config`
//! that `check` has read, and of what all sessions have `shared`.

mod accept;
mod admin;
mod bridge;
pub mod check;
mod client;
pub mod config;
pub mod demo;
mod descriptors;
mod dial;
mod end;
mod failure;
mod gateway;
mod greet;
mod guard;
mod identity;
pub mod inspect;
mod judge;
mod limits;
mod listen;
mod network;
mod open;
mod origin;
mod page;
mod pages;
pub mod probe;
mod reload;
mod routes;
mod rules;
mod scratch;
mod session;
mod sessions;
mod shared;
mod shutdown;
mod sign_ins;
mod socket;
mod telemetry;
mod tls;
pub mod token;
mod upgrade;
mod visible;

pub use client::ProxyError;
pub use config::{Config, UpstreamConfig};
pub use descriptors::descriptors;
pub use dial::{Resolve, SystemResolver};
pub use gateway::Gateway;
pub use identity::IdentityError;
pub use judge::{AccountError, HostError, OpenError, PolicyError};
pub use limits::Limits;
pub use listen::Listener;
pub use reload::ReloadError;
pub use rules::SetupError;
pub use telemetry::{AuditError, TelemetryError};
pub use tls::TlsError;
