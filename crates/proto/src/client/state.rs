use alloc::boxed::Box;

use super::{auth::Exchange, event::Step, transaction::Transaction};

/// What the session is doing, with what it must remember for that. Consumed on every move.
#[derive(Debug)]
pub(super) enum State {
    /// Waits for the greeting.
    Greeting,
    /// Waits for the answer to EHLO, or to HELO.
    Hello { extended: bool },
    /// Waits for the answer to STARTTLS.
    StartTls,
    /// Waits for the driver's TLS handshake.
    Handshake,
    /// Signs in.
    Auth(Exchange),
    /// Set up and idle, or waiting for the answer to NOOP or RSET.
    Ready { asked: Option<Step> },
    /// A mail is under way.
    Mail(Box<Transaction>),
    /// Waits for the answer to QUIT.
    Quitting,
    /// Over.
    Closed,
}
