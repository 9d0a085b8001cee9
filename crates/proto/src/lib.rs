//! SMTP without I/O.
#![no_std]
#![deny(missing_docs)]

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod client;
pub mod codec;
pub mod error;
mod output;
mod phase;
pub mod transcript;
pub mod transition;
pub mod types;

pub use output::Output;
pub use phase::Phase;
