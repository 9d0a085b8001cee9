//! The one integration binary: compiled and linked once, a module for each topic.

mod postfix;
// `cfg(test)` tells clippy that helpers here may panic too.
#[cfg(test)]
mod transcripts;
