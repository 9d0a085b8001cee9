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
//! # What is spoken
//!
//! | extension | RFC | client | server |
//! |---|---|---|---|
//! | 8BITMIME | 6152 | `BODY=8BITMIME` where the envelope says so | offered |
//! | AUTH | 4954 | the strongest of the ways below; inside TLS, or outside by explicit wish | PLAIN and LOGIN, likewise |
//! | ENHANCEDSTATUSCODES | 2034, 3463 | read and explained | in every reply but the greeting, hello and 3yz |
//! | PIPELINING | 2920 | RSET, MAIL, RCPT and DATA in one flight | offered |
//! | SIZE | 1870 | declared; too large is refused before anything is sent | offered, enforced |
//! | STARTTLS | 3207 | required or not used, never tried and dropped | offered |
//!
//! The ways to sign in, strongest first. Of those that the server offers, the strongest is used that
//! fits the [`Credentials`](types::Credentials), or the one that the caller
//! [pinned](client::Config::mechanism). After a no to it, no other is tried; only 504, by which a
//! server says that it does not know the mechanism after all, leads on to the next.
//!
//! | mechanism | RFC | client | server |
//! |---|---|---|---|
//! | SCRAM-SHA-256-PLUS, SCRAM-SHA-1-PLUS | 7677, 5802, 9266, 5929 | with a [`Nonce`](types::Nonce) and a [`ChannelBinding`](types::ChannelBinding) | no |
//! | SCRAM-SHA-256, SCRAM-SHA-1 | 7677, 5802 | with a nonce; 4096 to 2 000 000 iterations; the server's proof is required | no |
//! | CRAM-MD5 | 2195 | yes | no |
//! | OAUTHBEARER | 7628 | without `host` and `port`, which bearer tokens do not need | no |
//! | XOAUTH2 | Google's | yes | no |
//! | EXTERNAL | 4422 | yes | no |
//! | PLAIN | 4616 | yes; passwords as they were typed | yes |
//! | LOGIN | draft-murchison-sasl-login | whatever the prompts say | yes |
//!
//! Where this departs from the RFCs' words:
//!
//! - RFC 5802 section 5.1 wants 4096 iterations at least, as a SHOULD for servers. Here fewer end the
//!   session: a server that asks for one iteration gets a proof from which the password is soon found.
//! - RFC 5802 section 2.2 prepares passwords with SASLprep. Where that refuses one, SCRAM is passed
//!   over for a mechanism that sends it as it is, if the server offers any.
//! - In PLAIN, LOGIN and CRAM-MD5, names and passwords go out as they were typed: RFC 4616 section 2
//!   leaves it to the server to prepare them, and the others know of no such thing.
#![doc = include_str!("states.md")]
#![no_std]
#![deny(missing_docs)]

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod client;
pub mod codec;
pub mod error;
pub mod explain;
mod output;
mod phase;
pub mod server;
pub mod transcript;
pub mod transition;
pub mod types;
mod unicode;

pub use output::Output;
pub use phase::Phase;
pub use unicode::Unicode;
