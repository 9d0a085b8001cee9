//! Conversations with the server, each held whole, line by line and octet by octet.

mod auth;
mod dialogue;
mod hostile;
mod limits;
mod mail;
mod session;
mod size;
mod tls;

use dialogue::{Run, config, talk};
