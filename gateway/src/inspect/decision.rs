//! What the rules say of a command.

use wsmtp_proto::types::Reply;

use super::Awaited;

/// What is to be done with a command.
pub(super) enum Decision {
    /// It goes to the server, which will answer it.
    Pass(Awaited),
    /// The same, and what comes behind it waits for that answer.
    PassAndHold(Awaited),
    /// It goes no further, and this is said about it.
    Refuse(Reply),
    /// It depends on answers that have not come.
    Wait,
    /// A chunk of so many octets begins.
    Chunk { size: u64, last: bool },
    /// A chunk begins that goes no further.
    Drop { size: u64, reply: Reply },
    /// The same, and the server is to forget the mail.
    DropAndReset { size: u64, reply: Reply },
}
