//! Every legal move of a session, in one table.
//!
//! The table does not know which side it serves: client and server both ask [`next`] before they
//! move. What a command needs beside its phase, such as a recipient before DATA, stands with the
//! command. The diagram in the crate's documentation is drawn from the table.

use crate::phase::Phase;

/// What moves a session from one phase to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Trigger {
    /// The server greeted with 220.
    Greeted,
    /// Another has said EHLO, made the session safe and signed in.
    Resumed,
    /// EHLO or HELO was accepted.
    HelloAccepted,
    /// EHLO was not understood, HELO is tried.
    HelloFellBack,
    /// STARTTLS was sent.
    StartTlsAsked,
    /// STARTTLS was answered with 220.
    StartTlsAccepted,
    /// The TLS handshake is complete; nothing said before counts any more.
    Secured,
    /// AUTH was sent.
    AuthAsked,
    /// AUTH ended, with 235 or without.
    AuthEnded,
    /// MAIL was sent.
    MailAsked,
    /// DATA was answered with 354, or the content goes in BDAT.
    ContentAsked,
    /// The end of data, or the last BDAT, was sent.
    ContentEnded,
    /// The mail has its outcome, or was reset.
    MailEnded,
    /// The session is being ended in good order.
    QuitAsked,
    /// The connection ended, for whatever reason.
    Ended,
}

impl Trigger {
    /// A stable name for the diagram.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Greeted => "220",
            Self::Resumed => "set up by another",
            Self::HelloAccepted => "EHLO or HELO, 250",
            Self::HelloFellBack => "EHLO refused, HELO",
            Self::StartTlsAsked => "STARTTLS",
            Self::StartTlsAccepted => "220, nothing behind it",
            Self::Secured => "TLS is up",
            Self::AuthAsked => "AUTH",
            Self::AuthEnded => "235, 4yz or 5yz",
            Self::MailAsked => "MAIL",
            Self::ContentAsked => "DATA, 354; or BDAT",
            Self::ContentEnded => "end of data; or BDAT LAST",
            Self::MailEnded => "outcome or RSET",
            Self::QuitAsked => "QUIT or refusal",
            Self::Ended => "connection ended",
        }
    }
}

/// The moves. What is not here is not legal, except that every phase may end.
pub const TRANSITIONS: &[(Phase, Trigger, Phase)] = &[
    (Phase::Greeting, Trigger::Greeted, Phase::Hello),
    (Phase::Greeting, Trigger::Resumed, Phase::Ready),
    (Phase::Hello, Trigger::HelloFellBack, Phase::Hello),
    (Phase::Hello, Trigger::HelloAccepted, Phase::Ready),
    (Phase::Ready, Trigger::HelloAccepted, Phase::Ready),
    (Phase::Ready, Trigger::StartTlsAsked, Phase::StartTls),
    (Phase::StartTls, Trigger::StartTlsAccepted, Phase::Handshake),
    (Phase::Handshake, Trigger::Secured, Phase::Hello),
    (Phase::Ready, Trigger::AuthAsked, Phase::Auth),
    (Phase::Auth, Trigger::AuthEnded, Phase::Ready),
    (Phase::Ready, Trigger::MailAsked, Phase::Envelope),
    (Phase::Envelope, Trigger::HelloAccepted, Phase::Ready),
    (Phase::Envelope, Trigger::MailEnded, Phase::Ready),
    (Phase::Envelope, Trigger::ContentAsked, Phase::Content),
    (Phase::Content, Trigger::ContentEnded, Phase::Verdict),
    // Between two BDATs, or when one is refused.
    (Phase::Content, Trigger::HelloAccepted, Phase::Ready),
    (Phase::Content, Trigger::MailEnded, Phase::Ready),
    (Phase::Verdict, Trigger::MailEnded, Phase::Ready),
    (Phase::Greeting, Trigger::QuitAsked, Phase::Quitting),
    (Phase::Hello, Trigger::QuitAsked, Phase::Quitting),
    (Phase::StartTls, Trigger::QuitAsked, Phase::Quitting),
    (Phase::Auth, Trigger::QuitAsked, Phase::Quitting),
    (Phase::Ready, Trigger::QuitAsked, Phase::Quitting),
    (Phase::Envelope, Trigger::QuitAsked, Phase::Quitting),
    (Phase::Content, Trigger::QuitAsked, Phase::Quitting),
];

/// Where `trigger` leads from `phase`; `None` where it is not legal.
#[must_use]
pub fn next(phase: Phase, trigger: Trigger) -> Option<Phase> {
    if trigger == Trigger::Ended {
        return Some(Phase::Closed);
    }
    let legal = |(from, by, _): &&(Phase, Trigger, Phase)| *from == phase && *by == trigger;
    TRANSITIONS.iter().find(legal).map(|(_, _, to)| *to)
}

#[cfg(test)]
mod tests;
