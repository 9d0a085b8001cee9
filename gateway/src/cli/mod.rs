//! One file per subcommand.

pub(crate) mod check;
pub(crate) mod demo;
pub(crate) mod serve;
mod signals;
