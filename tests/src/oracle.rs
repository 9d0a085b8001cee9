//! What must hold whatever comes in: each oracle takes any octets and panics where it does not.
//!
//! Fuzz targets, kept inputs and property tests are all made of these.

#![expect(
    clippy::expect_used,
    reason = "an oracle panics where something does not hold"
)]

mod acts;
mod addresses;
mod client;
mod commands;
mod config;
mod content;
mod frames;
mod inspector;
pub mod memory;
mod page_messages;
mod replies;
mod server;
mod setups;
mod smtp_proto;
mod tokens;

pub use addresses::addresses;
pub use client::client;
pub use commands::commands;
pub use config::config;
pub use content::content;
pub use frames::frames;
pub use inspector::inspector;
pub use page_messages::page_messages;
pub use replies::replies;
pub use server::server;
pub use setups::setups;
pub use smtp_proto::smtp_proto;
pub use tokens::tokens;

/// Takes any octets; panics if what it stands for does not hold.
pub type Oracle = fn(&[u8]);

/// All of them. The name is that of the fuzz target and of the folders that inputs are kept in.
pub const ALL: [(&str, Oracle); 13] = [
    ("addresses", addresses),
    ("client", client),
    ("commands", commands),
    ("config", config),
    ("content", content),
    ("frames", frames),
    ("inspector", inspector),
    ("page_messages", page_messages),
    ("replies", replies),
    ("server", server),
    ("setups", setups),
    ("smtp_proto", smtp_proto),
    ("tokens", tokens),
];

/// The same octets whole, one by one, and in pieces of the length that the first octet says.
fn splits(input: &[u8]) -> (&[u8], [usize; 3]) {
    let (size, octets) = input.split_first().unwrap_or((&0, &[]));
    let whole = octets.len().max(1);
    (octets, [whole, 1, usize::from(*size).max(1)])
}
