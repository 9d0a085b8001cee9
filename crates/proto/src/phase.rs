use core::fmt;

/// Where a session is: a snapshot for consoles, logs and tests, the same on both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Phase {
    /// Connected; the server has not spoken yet.
    Greeting,
    /// The client says EHLO or HELO.
    Hello,
    /// STARTTLS was asked for.
    StartTls,
    /// The TLS handshake runs.
    Handshake,
    /// The client signs in.
    Auth,
    /// A mail may begin.
    Ready,
    /// MAIL and RCPT.
    Envelope,
    /// The mail's content is on its way.
    Content,
    /// The content has ended; the server decides.
    Verdict,
    /// Goodbye was said.
    Quitting,
    /// Over.
    Closed,
}

impl Phase {
    /// All phases, in the order of a session.
    pub const ALL: [Self; 11] = [
        Self::Greeting,
        Self::Hello,
        Self::StartTls,
        Self::Handshake,
        Self::Auth,
        Self::Ready,
        Self::Envelope,
        Self::Content,
        Self::Verdict,
        Self::Quitting,
        Self::Closed,
    ];

    /// A stable name, in lower case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Greeting => "greeting",
            Self::Hello => "hello",
            Self::StartTls => "starttls",
            Self::Handshake => "handshake",
            Self::Auth => "auth",
            Self::Ready => "ready",
            Self::Envelope => "envelope",
            Self::Content => "content",
            Self::Verdict => "verdict",
            Self::Quitting => "quitting",
            Self::Closed => "closed",
        }
    }

    /// The phase as a person would say it at the end of a sentence: "it ended between mails".
    #[must_use]
    pub const fn when(self) -> &'static str {
        match self {
            Self::Greeting => "before the greeting",
            Self::Hello => "during the hello",
            Self::StartTls => "during STARTTLS",
            Self::Handshake => "during the TLS handshake",
            Self::Auth => "during the sign-in",
            Self::Ready => "between mails",
            Self::Envelope => "during the mail's envelope",
            Self::Content => "in the middle of the mail",
            Self::Verdict => "after the end of the mail, before its answer",
            Self::Quitting => "during the goodbye",
            Self::Closed => "after the end of the session",
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
