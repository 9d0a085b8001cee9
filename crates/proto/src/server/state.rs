use super::{auth::Exchange, chunks::Chunks, content::Content};
use crate::{
    phase::Phase,
    types::{Body, MailParameters},
};

/// Where the session is, with what belongs to that place and is gone when it is left.
#[derive(Debug)]
pub(super) enum State {
    /// Nothing was said yet.
    Greeting,
    /// The greeting was a refusal: nothing but QUIT is due.
    TurnedAway,
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
    /// What comes is content, up to an end of data.
    Content(Content),
    /// The content comes in BDAT; between two of them there may be other commands.
    Chunks(Chunks),
    /// The application is asked about the mail, so often: for each recipient in LMTP.
    Verdict(usize),
    /// Goodbye was said.
    Quitting,
    /// Over.
    Closed,
}

/// What must be remembered of a mail's envelope.
#[derive(Clone, Copy, Debug)]
pub(super) struct Envelope {
    pub(super) accepted: usize,
    pub(super) refused: usize,
    /// Whether its addresses may go beyond ASCII.
    pub(super) smtp_utf8: bool,
    /// Whether its content may be any octets.
    pub(super) binary: bool,
}

/// What the application is being asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Question {
    Credentials,
    Sender,
    Recipient,
    Verdict,
    /// VRFY and EXPN, to which any answer will do.
    Somebody,
    /// What the engine could decide by itself.
    Matter,
}

impl Envelope {
    pub(super) fn new(parameters: &MailParameters) -> Self {
        Self {
            accepted: 0,
            refused: 0,
            smtp_utf8: parameters.smtp_utf8,
            binary: parameters.body == Some(Body::BinaryMime),
        }
    }

    pub(super) const fn count(&mut self, accepted: bool) {
        if accepted {
            self.accepted += 1;
        } else {
            self.refused += 1;
        }
    }
}

impl State {
    pub(super) const fn phase(&self) -> Phase {
        match self {
            Self::Greeting | Self::TurnedAway => Phase::Greeting,
            Self::Hello => Phase::Hello,
            Self::StartTls => Phase::StartTls,
            Self::Handshake => Phase::Handshake,
            Self::Ready => Phase::Ready,
            Self::Prompted(_) | Self::Judging => Phase::Auth,
            Self::Envelope(_) => Phase::Envelope,
            Self::Content(_) | Self::Chunks(_) => Phase::Content,
            Self::Verdict(_) => Phase::Verdict,
            Self::Quitting => Phase::Quitting,
            Self::Closed => Phase::Closed,
        }
    }
}
