use alloc::vec::Vec;

use super::Matter;
use crate::{
    error::Error,
    transcript::Line,
    types::{
        Argument, Credentials, ForwardPath, HelloName, MailParameters, RcptParameters, ReversePath,
    },
};

/// What happened in a server session.
///
/// `Auth`, `Consult`, `Mail`, `Recipient`, `ContentEnd`, `Verify` and `Expand` are questions: each
/// waits for exactly one [`answer`](super::Server::answer), and what the client sent behind it is not
/// looked at before.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// Question: is this who they say? A success signs them in.
    Auth(Credentials),
    /// Question: is this done as usual ([`proceed`](super::Server::proceed)), or answered otherwise?
    /// Asked only where [`Config::consult`](super::Config::consult) says so.
    Consult(Matter),
    /// A piece of the mail's content. After DATA dots are unstuffed, and every line end is CRLF; in
    /// BDAT the last line may lack its end, and with [`BinaryMime`](crate::types::Body::BinaryMime)
    /// there are no lines.
    Content(Vec<u8>),
    /// Question: the mail is complete; is it taken?
    ///
    /// In LMTP this is asked once for each recipient that was taken, in the order of
    /// [`Recipient`](Self::Recipient): does this one get it?
    ContentEnd,
    /// Question: who is on this list? Asked only where [`Config::verify`](super::Config::verify)
    /// says so.
    Expand(Argument),
    /// The session ended before its time; `Closed` follows.
    Failed(Error),
    /// The client said who it is.
    Hello {
        /// The name, which may be a lie.
        name: HelloName,
        /// EHLO or LHLO rather than HELO.
        extended: bool,
    },
    /// A line was said.
    Line(Line),
    /// Question: may a mail from this sender begin?
    Mail {
        /// Whom to tell when it cannot be delivered.
        path: ReversePath,
        /// What the client said about it: only what is offered, and within what is offered.
        parameters: MailParameters,
    },
    /// The client said goodbye; `Closed` follows.
    Quit,
    /// Question: is this recipient taken?
    Recipient {
        /// Who.
        path: ForwardPath,
        /// What the client said about them: only what is offered.
        parameters: RcptParameters,
    },
    /// The mail that was under way is given up: by RSET or EHLO, or because its content was
    /// refused. Whatever was gathered of it is void.
    Reset,
    /// TLS is up; whatever was said before is void.
    Secured,
    /// Question: does this user exist? Asked only where
    /// [`Config::verify`](super::Config::verify) says so.
    Verify(Argument),
}
