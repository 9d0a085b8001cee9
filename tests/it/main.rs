//! The one integration binary: compiled and linked once, a module for each topic.

// `cfg(test)` tells clippy that helpers here may panic too.
#[cfg(test)]
mod addresses;
#[cfg(test)]
mod bench;
#[cfg(test)]
mod client;
#[cfg(test)]
mod cut;
#[cfg(test)]
mod flights;
#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod gateway;
#[cfg(test)]
mod greetings;
#[cfg(test)]
mod injection;
mod interop;
#[cfg(test)]
mod memory;
#[cfg(test)]
mod others;
#[cfg(test)]
mod pair;
mod postfix;
#[cfg(test)]
mod smtp_proto;
#[cfg(test)]
mod smuggling;
#[cfg(test)]
mod tokens;
#[cfg(test)]
mod transcripts;
