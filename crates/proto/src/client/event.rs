use alloc::vec::Vec;

use crate::{
    error::Error,
    transcript::Line,
    types::{Capabilities, ForwardPath, Reply},
};

/// What a client session tells its application.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A line went over the wire, secrets masked.
    Line(Line),
    /// The server greeted.
    Greeted(Reply),
    /// EHLO or HELO was accepted; what was known before is forgotten.
    Capabilities(Capabilities),
    /// TLS is up after STARTTLS.
    Secured,
    /// The server knows who signed in.
    Authenticated(Reply),
    /// A mail may be sent. Comes once.
    Ready,
    /// The server said no before the session was ready; the engine says goodbye.
    Refused(Refusal),
    /// The server awaits the content of this mail: hand it in, piece by piece.
    ContentWanted(MailId),
    /// The mail has its outcome. Comes exactly once for each.
    MailDone(MailId, Delivery),
    /// The answer to NOOP, RSET or QUIT.
    Replied(Step, Reply),
    /// The session ended before its time. Comes at most once, last.
    Failed(Error),
}

/// Which mail of a session, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MailId(pub(super) u32);

/// What a reply was an answer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// The connection itself.
    Greeting,
    /// EHLO and, where it was tried, HELO.
    Hello,
    /// STARTTLS.
    StartTls,
    /// AUTH.
    Auth,
    /// MAIL.
    Mail,
    /// RCPT, of this recipient: an index into the envelope.
    Recipient(usize),
    /// DATA.
    Data,
    /// The content.
    Content,
    /// NOOP.
    Noop,
    /// RSET.
    Reset,
    /// QUIT.
    Quit,
}

/// The server's no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// To what.
    pub step: Step,
    /// In its own words.
    pub reply: Reply,
}

/// What became of one mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Each recipient, in the order of the envelope.
    pub recipients: Vec<Recipient>,
    /// What became of the whole.
    pub verdict: Verdict,
}

/// One recipient and the server's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// Who.
    pub path: ForwardPath,
    /// The reply to RCPT; `None` where it was never asked or answered.
    pub reply: Option<Reply>,
}

impl Recipient {
    /// Whether the server said yes to this recipient. The mail is only theirs if the
    /// [`Verdict`] says so too.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        self.reply.as_ref().is_some_and(Reply::is_success)
    }
}

/// What became of a mail as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The server took it for every accepted recipient and answers for it from now on.
    Accepted(Reply),
    /// The server did not take it. Where nobody was accepted, this is the first recipient's no.
    Refused(Refusal),
    /// The session ended before the end of data: the server did not take it.
    NotSent(Error),
    /// The session ended after the end of data and before the answer: it may or may not have been
    /// taken, and sending it again may deliver it twice.
    Unknown(Error),
}
