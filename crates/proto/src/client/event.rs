use alloc::{string::String, vec::Vec};

use crate::{
    error::Error,
    transcript::Line,
    types::{Capabilities, Class, ForwardPath, Reply},
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
    /// The content of this mail is wanted: hand it in, piece by piece, as long as
    /// [`takes_content`](super::Client::takes_content) says so. Comes again when more is wanted.
    ContentWanted(MailId),
    /// The mail has its outcome. Comes exactly once for each.
    MailDone(MailId, Delivery),
    /// The answer to a single command: NOOP, RSET, HELP, VRFY, EXPN, QUIT or a raw one.
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
    /// BDAT with a part of the content that is not the last.
    Chunk,
    /// The content: the end of data, or the last BDAT.
    Content,
    /// NOOP.
    Noop,
    /// RSET.
    Reset,
    /// HELP.
    Help,
    /// VRFY.
    Verify,
    /// EXPN.
    Expand,
    /// A line that the application said by [`raw`](super::Client::raw).
    Raw,
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

impl Refusal {
    /// Whether trying again later can help: 4yz, and the 552 that means too many recipients
    /// (RFC 5321 section 4.5.3.1.10), unless its enhanced code means something else.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        let to_rcpt = matches!(self.step, Step::Recipient(_));
        self.reply.class() == Class::Transient || (to_rcpt && is_crowded(&self.reply))
    }
}

/// Whether this reply to RCPT means too many recipients.
fn is_crowded(reply: &Reply) -> bool {
    let enhanced = reply.enhanced().map(|code| (code.subject(), code.detail()));
    reply.code().get() == 552 && matches!(enhanced, None | Some((5, 3)))
}

/// What became of one mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// By whom: the server's name in its own words, at the beginning of its reply to EHLO.
    pub server: String,
    /// Each recipient, in the order of the envelope.
    pub recipients: Vec<Recipient>,
    /// What became of the whole.
    pub verdict: Verdict,
}

impl Delivery {
    /// Those whose mail the server has taken.
    pub fn accepted(&self) -> impl Iterator<Item = &Recipient> {
        let verdict = match self.verdict {
            Verdict::Accepted(_) => Some(true),
            Verdict::Unknown(_) => None,
            Verdict::NotSent(_) | Verdict::Refused(_) => Some(false),
        };
        let own = |recipient: &Recipient| recipient.verdict.as_ref().is_some_and(Reply::is_success);
        self.recipients.iter().filter(move |recipient| {
            recipient.is_accepted() && verdict.unwrap_or_else(|| own(recipient))
        })
    }
}

/// One recipient and the server's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// Who.
    pub path: ForwardPath,
    /// The reply to RCPT; `None` where it was never asked or answered.
    pub reply: Option<Reply>,
    /// LMTP alone: the reply to the content for this recipient (RFC 2033 section 4.2); `None` where
    /// it did not come.
    pub verdict: Option<Reply>,
}

impl Recipient {
    /// Whether the server said yes to this recipient, and in LMTP no no to the content. The mail is
    /// only theirs if the [`Verdict`] says so too.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        self.was_accepted() && self.verdict.as_ref().is_none_or(Reply::is_success)
    }

    /// Whether the server said no, and trying again later can help.
    #[must_use]
    pub fn is_deferred(&self) -> bool {
        let transient = |reply: &Reply| reply.class() == Class::Transient;
        self.reply.iter().chain(&self.verdict).any(transient)
            || self.reply.as_ref().is_some_and(is_crowded)
    }

    /// Whether the reply to RCPT was a yes.
    pub(super) fn was_accepted(&self) -> bool {
        self.reply.as_ref().is_some_and(Reply::is_success)
    }
}

impl From<ForwardPath> for Recipient {
    fn from(path: ForwardPath) -> Self {
        Self {
            path,
            reply: None,
            verdict: None,
        }
    }
}

/// What became of a mail as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The server took it for every accepted recipient and answers for it from now on. In LMTP,
    /// each has a reply of their own, and this is the first yes.
    Accepted(Reply),
    /// The server did not take it. Where nobody was accepted, this is the first recipient's no.
    Refused(Refusal),
    /// The session ended before the end of data, or the mail grew larger than the server takes: the
    /// server did not take it.
    NotSent(Error),
    /// The session ended after the end of data and before the answer: it may or may not have been
    /// taken, and sending it again may deliver it twice. In LMTP, those recipients are certain that
    /// have a reply of their own.
    Unknown(Error),
}
