//! Transcripts, real mail servers, browsers and faults.

#[cfg(feature = "servers")]
pub mod bench;
#[cfg(feature = "servers")]
pub mod certificates;
#[cfg(feature = "servers")]
pub mod driver;
#[cfg(feature = "servers")]
pub mod interop;
#[cfg(feature = "servers")]
mod loopback;
#[cfg(feature = "servers")]
pub mod mailbox;
pub mod oracle;
pub mod outcome;
pub mod pair;
#[cfg(feature = "servers")]
pub mod postfix;
#[cfg(feature = "servers")]
mod process;
pub mod replay;
#[cfg(feature = "servers")]
mod sasldb;
pub mod script;
