use super::{auth::Exchange, content::Content};
use crate::phase::Phase;

/// Where the session is, with what belongs to that place and is gone when it is left.
#[derive(Debug)]
pub(super) enum State {
    /// Nothing was said yet.
    Greeting,
    /// EHLO or HELO is due.
    Hello,
    /// STARTTLS was said and is being considered.
    StartTls,
    /// The handshake runs.
    Handshake,
    /// A mail may begin.
    Ready,
    /// The client's next line answers a prompt.
    Prompted(Exchange),
    /// The application is asked about the credentials.
    Judging,
    /// A mail has begun.
    Envelope(Envelope),
    /// What comes is content.
    Content(Content),
    /// The application is asked about the mail.
    Verdict,
    /// Goodbye was said.
    Quitting,
    /// Over.
    Closed,
}

/// The recipients of a mail, counted.
#[derive(Debug)]
pub(super) struct Envelope {
    pub(super) question: Option<Question>,
    pub(super) accepted: usize,
    pub(super) refused: usize,
}

/// What the application is being asked about the envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Question {
    Sender,
    Recipient,
}

impl Envelope {
    /// The application is asked about the sender.
    pub(super) const fn begun() -> Self {
        Self {
            question: Some(Question::Sender),
            accepted: 0,
            refused: 0,
        }
    }
}

impl State {
    pub(super) const fn phase(&self) -> Phase {
        match self {
            Self::Greeting => Phase::Greeting,
            Self::Hello => Phase::Hello,
            Self::StartTls => Phase::StartTls,
            Self::Handshake => Phase::Handshake,
            Self::Ready => Phase::Ready,
            Self::Prompted(_) | Self::Judging => Phase::Auth,
            Self::Envelope(_) => Phase::Envelope,
            Self::Content(_) => Phase::Content,
            Self::Verdict => Phase::Verdict,
            Self::Quitting => Phase::Quitting,
            Self::Closed => Phase::Closed,
        }
    }

    /// Whether the application owes an answer, so that input must wait.
    pub(super) const fn is_asking(&self) -> bool {
        match self {
            Self::Judging | Self::Verdict => true,
            Self::Envelope(envelope) => envelope.question.is_some(),
            Self::Greeting
            | Self::Hello
            | Self::StartTls
            | Self::Handshake
            | Self::Ready
            | Self::Prompted(_)
            | Self::Content(_)
            | Self::Quitting
            | Self::Closed => false,
        }
    }
}
