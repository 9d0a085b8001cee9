//! One file per subcommand.

pub(crate) mod check;
pub(crate) mod demo;
mod descriptors;
mod manager;
pub(crate) mod probe;
mod reload;
pub(crate) mod serve;
mod signals;
pub(crate) mod token;
