//! Conversations with the server, each held whole, line by line and octet by octet.

mod ask;
mod auth;
mod bdat;
mod consult;
mod dialogue;
mod hostile;
mod limits;
mod lmtp;
mod mail;
mod offer;
mod session;
mod size;
mod tls;
mod utf8;

use dialogue::{Run, config, talk};
