use alloc::{string::String, vec::Vec};

use crate::{
    error::Error,
    transcript::Line,
    types::{Body, Credentials, ForwardPath, ReversePath},
};

/// What happened in a server session.
///
/// `Auth`, `Mail`, `Recipient` and `ContentEnd` are questions: each waits for exactly one
/// [`answer`](super::Server::answer), and what the client sent behind it is not looked at before.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// Question: is this who they say? A success signs them in.
    Auth(Credentials),
    /// A piece of the mail's content, dots unstuffed, every line end CRLF.
    Content(Vec<u8>),
    /// Question: the mail is complete; is it taken?
    ContentEnd,
    /// The session ended before its time; `Closed` follows.
    Failed(Error),
    /// The client said who it is.
    Hello {
        /// The name, not checked in any way.
        name: String,
        /// EHLO rather than HELO.
        extended: bool,
    },
    /// A line was said.
    Line(Line),
    /// Question: may a mail from this sender begin?
    Mail {
        /// Whom to tell when it cannot be delivered.
        path: ReversePath,
        /// How large it will be in octets, if the client said so.
        size: Option<u64>,
        /// What octets it will hold.
        body: Body,
    },
    /// The client said goodbye; `Closed` follows.
    Quit,
    /// Question: is this recipient taken?
    Recipient(ForwardPath),
    /// The mail that was under way is given up: by RSET or EHLO, or because its content was
    /// refused. Whatever was gathered of it is void.
    Reset,
    /// TLS is up; whatever was said before is void.
    Secured,
}
