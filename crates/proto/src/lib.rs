//! SMTP without I/O: the client's and the server's side of a session as state machines that take
//! octets in and give octets out.
//!
//! There is no socket, clock, random number, thread or `async` in this crate, and no `std`. A
//! *driver* has those: it moves octets, tells the time, performs TLS, and decides nothing. The same
//! engine runs in a browser, in the gateway and in tests.
//!
//! ```text
//!            receive(bytes)              Output::Send(bytes)
//! network ──────────────────▶ ┌────────┐ ───────────────────▶ network
//!            advance(time)    │ Client │   Output::UpgradeTls
//!   clock ──────────────────▶ │   or   │ ───────────────────▶ TLS
//!            send_mail(…)     │ Server │   Output::Event(…)
//!     app ──────────────────▶ └────────┘ ───────────────────▶ app
//! ```
//!
//! # The drain rule
//!
//! After each input, call `poll_output` and obey each [`Output`] in order, until it is
//! [`Output::Wait`] or [`Output::Closed`]; only then comes the next input. So the engine holds
//! nothing back, and what it holds does not grow.
//!
//! # A driver
//!
//! ```
//! use wsmtp_proto::{Output, client::{Client, Config, Event, Security}};
//!
//! let mut config = Config::new("client.example".parse()?);
//! config.security = Security::None;
//! let mut client = Client::new(config);
//! let mut said = Vec::new();
//! for reply in [&b"220 mx.example\r\n"[..], b"250 mx.example\r\n", b"221 bye\r\n"] {
//!     client.receive(reply);                                        // one input, then drain
//!     loop {
//!         match client.poll_output() {
//!             Output::Send(bytes) => said.extend(bytes),            // to the socket
//!             Output::UpgradeTls => unreachable!("not asked for"),  // the TLS handshake
//!             Output::Event(Event::Ready) => client.quit()?,        // to the application
//!             Output::Event(_) => {}
//!             Output::Wait { until: _ } => break,                   // until then, or more octets
//!             Output::Closed => break,                              // close the socket
//!         }
//!     }
//! }
//! assert_eq!(said, b"EHLO client.example\r\nQUIT\r\n");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What goes wrong
//!
//! A reply of 4yz or 5yz is an answer, and comes as an event. An [`error::Error`] says whose fault
//! the end of a session is: [`LocalError`](error::LocalError) the caller's,
//! [`PeerError`](error::PeerError) the other side's, [`LimitExceeded`](error::LimitExceeded)
//! a bound was reached. Secrets print as `***`.
//!
//! # Memory
//!
//! What an engine holds between two inputs has a bound, whatever the other side says; the tests count
//! it by the allocator. For a client it is
//!
//! - 64 KiB for itself and its secrets, 64 KiB for a chunk of BDAT, four times the largest piece it
//!   was handed, and twice 36 KiB: for what the server offers and for a reply that has begun
//!   ([`ReplyDecoder::MAX_OCTETS`](codec::ReplyDecoder::MAX_OCTETS) and 24 octets for each of
//!   [`MAX_LINES`](codec::ReplyDecoder::MAX_LINES));
//! - for each recipient of the mail under way 4 KiB, and 36 KiB for each reply that is kept of it:
//!   one, in LMTP two. At [`MAX_RECIPIENTS`](client::Envelope::MAX_RECIPIENTS) that is 40 MiB,
//!   in LMTP 76; to ten recipients it is less than 1 MiB.
//!
//! For a server it is 64 KiB, and twice the sum of 256 KiB, which a client may send ahead of an
//! answer, and the largest piece. While an input is worked on, and until the outputs are drained,
//! each of its octets may cost 128 more.
//!
//! # What is spoken
//!
//! SMTP with the extensions that a client can meet where it hands in mail, and LMTP. The chapter
//! [`extensions`] lists every extension, command and mechanism, and each place where the engine does
//! not do what an RFC says, with the reason.
#![doc = include_str!("states.md")]
#![no_std]
#![deny(missing_docs)]

extern crate alloc;
#[cfg(test)]
extern crate std;

mod base64;
pub mod client;
pub mod codec;
pub mod error;
pub mod explain;
#[cfg(doc)]
#[doc = include_str!("extensions.md")]
pub mod extensions {}
mod output;
mod phase;
mod quoted;
pub mod server;
pub mod transcript;
pub mod transition;
pub mod types;
mod unicode;

pub use output::Output;
pub use phase::Phase;
pub use unicode::Unicode;
