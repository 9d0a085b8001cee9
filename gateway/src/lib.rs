//! The wsmtp gateway: it joins a page's WebSocket to a mail server, speaks TLS there, and
//! keeps the page to the servers that its operator has named.
//!
//! One session reads top to bottom through these modules: `listen` takes a connection, `accept` does TLS
//! and HTTP on it, `guard` checks who asks, `upgrade` makes it a WebSocket, `open` waits for the first
//! message and has its `token` judged, `judge` says where it may go, `dial` and `server` connect, `greet`
//! makes sure that it is a mail server, `bridge` moves bytes while `inspect` reads along, and `end` tells how
//! it went. `session` calls them in this order.

mod accept;
mod account;
mod bearer;
mod bridge;
pub mod check;
mod client;
pub mod config;
mod crowd;
pub mod demo;
mod dial;
mod end;
mod failure;
mod gateway;
mod greet;
mod guard;
mod handshake;
mod identity;
pub mod inspect;
mod judge;
mod limits;
mod listen;
mod listener;
mod network;
mod open;
mod pace;
mod page;
mod pages;
pub mod probe;
mod proxies;
mod proxy_header;
mod pulse;
mod reload;
mod resolve;
mod rules;
mod scratch;
mod server;
mod session;
mod sessions;
mod shared;
mod shutdown;
mod stream;
mod telemetry;
mod throttle;
mod tls;
pub mod token;
mod upgrade;
mod workers;

pub use account::AccountError;
pub use config::{Config, UpstreamConfig};
pub use gateway::Gateway;
pub use identity::IdentityError;
pub use judge::{HostError, OpenError};
pub use limits::Limits;
pub use listener::Listener;
pub use proxies::ProxyError;
pub use reload::ReloadError;
pub use resolve::{Resolve, SystemResolver};
pub use rules::SetupError;
pub use telemetry::AuditError;
pub use tls::TlsError;
