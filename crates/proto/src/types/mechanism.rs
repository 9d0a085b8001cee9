use core::fmt;

/// A SASL mechanism, strongest first: the order in which the client prefers them.
///
/// The forms with channel binding stand before all others, as only they tell a server from somebody
/// who relays its words; and a server that offers one must refuse a client that has a binding and
/// signs in without (RFC 5802 section 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mechanism {
    /// RFC 7677: as [`ScramSha256`](Self::ScramSha256), bound to this TLS connection.
    ScramSha256Plus,
    /// RFC 5802: as [`ScramSha1`](Self::ScramSha1), bound to this TLS connection.
    ScramSha1Plus,
    /// RFC 7677: each side proves to the other that it knows the password, and sends it to nobody.
    ScramSha256,
    /// RFC 5802: the same with SHA-1.
    ScramSha1,
    /// RFC 2195: a digest of the password and the server's challenge.
    CramMd5,
    /// RFC 7628: an OAuth token.
    OAuthBearer,
    /// [Google's] form of the same, older and more widely known.
    ///
    /// [Google's]: https://developers.google.com/workspace/gmail/imap/xoauth2-protocol
    XOAuth2,
    /// RFC 4422 appendix A: the server knows already, from the client's certificate for instance.
    External,
    /// RFC 4616: user and password in one message.
    Plain,
    /// draft-murchison-sasl-login: two prompts, each answered in base64.
    Login,
    /// RFC 4505: nobody in particular.
    Anonymous,
}

impl Mechanism {
    /// Strongest first.
    pub const ALL: [Self; 11] = [
        Self::ScramSha256Plus,
        Self::ScramSha1Plus,
        Self::ScramSha256,
        Self::ScramSha1,
        Self::CramMd5,
        Self::OAuthBearer,
        Self::XOAuth2,
        Self::External,
        Self::Plain,
        Self::Login,
        Self::Anonymous,
    ];

    /// The name in `AUTH` commands and capabilities.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ScramSha256Plus => "SCRAM-SHA-256-PLUS",
            Self::ScramSha1Plus => "SCRAM-SHA-1-PLUS",
            Self::ScramSha256 => "SCRAM-SHA-256",
            Self::ScramSha1 => "SCRAM-SHA-1",
            Self::CramMd5 => "CRAM-MD5",
            Self::OAuthBearer => "OAUTHBEARER",
            Self::XOAuth2 => "XOAUTH2",
            Self::External => "EXTERNAL",
            Self::Plain => "PLAIN",
            Self::Login => "LOGIN",
            Self::Anonymous => "ANONYMOUS",
        }
    }

    /// The mechanism of this name, in any case; `None` where the engine does not speak it.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|m| m.name().eq_ignore_ascii_case(name))
    }

    /// Whether it binds the sign-in to the TLS connection.
    #[must_use]
    pub const fn is_bound(self) -> bool {
        matches!(self, Self::ScramSha256Plus | Self::ScramSha1Plus)
    }
}

impl fmt::Display for Mechanism {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
