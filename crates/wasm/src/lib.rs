//! wsmtp in the browser: a thin skin over the engine, for JavaScript.
//!
//! ```text
//!             JavaScript: npm package wsmtp
//!      calls │                            ▲ events, as JSON
//! ┌──────────▼────────────────────────────┴─────────┐
//! │ session   Session: joins the parts below         │
//! │ driver    the tunnel's page side and the engine  │
//! │ socket    WebSocket         clock  time, timers  │
//! │ browser   randomness, Unicode's tables           │
//! └──────────────────────────────────────────────────┘
//! ```
//!
//! No SMTP decision is made here: [`wsmtp_proto::client::Client`] makes them all, and the driver obeys. The driver
//! holds no socket and no clock either, so it is tested without a browser.
//!
//! Every event and every error crosses to JavaScript as one JSON text; `web/client/src/engine.ts` names their types.

mod browser;
mod clock;
mod done;
mod driver;
mod envelope;
mod event;
mod failure;
mod message;
mod options;
mod saslprep;
mod sending;
mod session;
mod sign_in;
mod socket;
mod upload;

pub use message::Mail;
pub use session::Session;
