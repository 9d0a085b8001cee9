//! What `cargo xtask bench` measures with: an SMTP server that does as little as possible, and a
//! client that does as little as possible, so that what stands between them shows.

mod frame;
mod line;
mod load;
mod sink;
mod stream;

pub use line::Way;
pub use load::{bulk, idle, latency, mails};
pub use sink::Sink;
