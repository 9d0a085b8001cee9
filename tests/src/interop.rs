//! What the client engine can do with mail servers that others wrote.
//!
//! Every [scenario](Scenario) is played with every [server](Server). The results are compared with
//! `tests/interop/expected-results.json`, from which the table in `tests/interop/results.md` is made.

mod aiosmtpd;
mod exim;
mod haraka;
mod letter;
mod opensmtpd;
mod postfix;
mod results;
mod root;
mod scenario;
mod server;
mod session;
mod site;
mod smtp_server;

use anyhow::Result;

pub use results::{Results, expected, page};
pub use scenario::{Outcome, SCENARIOS, Scenario};
pub use server::Server;
pub use site::Site;

use letter::Letter;

/// A server program.
pub struct Program {
    /// What it is called in the results.
    pub name: &'static str,
    start: fn() -> Result<Server>,
}

/// All of them, in the order of the table.
pub const PROGRAMS: &[Program] = &[
    Program {
        name: "Postfix",
        start: postfix::start,
    },
    Program {
        name: "Exim",
        start: exim::start,
    },
    Program {
        name: "OpenSMTPD",
        start: opensmtpd::start,
    },
    Program {
        name: "aiosmtpd",
        start: aiosmtpd::start,
    },
    Program {
        name: "smtp-server",
        start: smtp_server::start,
    },
    Program {
        name: "Haraka",
        start: haraka::start,
    },
];
