/// When a fault happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// When the client has connected.
    Greeting,
    /// In answer to EHLO, or LHLO.
    Ehlo,
    /// In answer to HELO.
    Helo,
    /// In answer to STARTTLS.
    StartTls,
    /// In answer to a whole sign-in.
    Auth,
    /// In answer to MAIL.
    Sender,
    /// In answer to RCPT, and to VRFY where no fault of [`Vrfy`](Self::Vrfy) fits.
    Recipient,
    /// In answer to DATA.
    Data,
    /// When the first octets of content have come.
    Content,
    /// In answer to the end of data or the last BDAT; in LMTP for each recipient by itself.
    Verdict,
    /// In answer to RSET.
    Reset,
    /// In answer to NOOP.
    Noop,
    /// In answer to HELP.
    Help,
    /// In answer to VRFY.
    Vrfy,
    /// In answer to EXPN.
    Expn,
    /// In answer to QUIT.
    Quit,
    /// In answer to what is no command.
    Unknown,
}

impl Stage {
    /// All stages, in the order of a session.
    pub const ALL: [Self; 17] = [
        Self::Greeting,
        Self::Ehlo,
        Self::Helo,
        Self::StartTls,
        Self::Auth,
        Self::Sender,
        Self::Recipient,
        Self::Data,
        Self::Content,
        Self::Verdict,
        Self::Reset,
        Self::Noop,
        Self::Help,
        Self::Vrfy,
        Self::Expn,
        Self::Quit,
        Self::Unknown,
    ];

    /// A stable name, in lower case: the word in a setup.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Greeting => "greeting",
            Self::Ehlo => "ehlo",
            Self::Helo => "helo",
            Self::StartTls => "starttls",
            Self::Auth => "auth",
            Self::Sender => "sender",
            Self::Recipient => "recipient",
            Self::Data => "data",
            Self::Content => "content",
            Self::Verdict => "verdict",
            Self::Reset => "reset",
            Self::Noop => "noop",
            Self::Help => "help",
            Self::Vrfy => "vrfy",
            Self::Expn => "expn",
            Self::Quit => "quit",
            Self::Unknown => "unknown",
        }
    }

    /// The stage of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.name() == name)
    }

    /// Whether there is somebody whom a pattern can fit.
    #[must_use]
    pub const fn has_address(self) -> bool {
        match self {
            Self::Auth
            | Self::Sender
            | Self::Recipient
            | Self::Content
            | Self::Verdict
            | Self::Vrfy
            | Self::Expn => true,
            Self::Greeting
            | Self::Ehlo
            | Self::Helo
            | Self::StartTls
            | Self::Data
            | Self::Reset
            | Self::Noop
            | Self::Help
            | Self::Quit
            | Self::Unknown => false,
        }
    }
}
