use alloc::boxed::Box;

use super::{auth::Exchange, event::Step, raw::Raw, transaction::Transaction};
use crate::codec::Command;

/// What the session is doing, with what it must remember for that. Consumed on every move.
#[derive(Debug)]
pub(super) enum State {
    /// Waits for the greeting.
    Greeting,
    /// Waits for the answer to EHLO, or to HELO.
    Hello { extended: bool },
    /// Waits for the answer to STARTTLS.
    StartTls,
    /// Waits for the driver's TLS handshake; `by_hand`, the application goes on from there.
    Handshake { by_hand: bool },
    /// Signs in.
    Auth(Exchange),
    /// Set up and idle, or waiting for the answer to a single command.
    Ready { asked: Option<Step> },
    /// Waits for the answer to RSET, behind which a single command waits.
    Clearing { step: Step, command: Command },
    /// A person speaks.
    Raw(Raw),
    /// A mail is under way.
    Mail(Box<Transaction>),
    /// Waits for the answer to QUIT.
    Quitting,
    /// Over.
    Closed,
}
