use core::time::Duration;

use crate::{
    Unicode,
    types::{Credentials, Domain, Mechanism, Nonce, Protocol},
};

/// How a client session is set up.
#[derive(Clone, Debug)]
pub struct Config {
    /// What the client calls itself in EHLO.
    pub name: Domain,
    /// SMTP, or LMTP, in which content goes in DATA: only its replies are counted in advance.
    pub protocol: Protocol,
    /// How the session is made safe.
    pub security: Security,
    /// Whether commands go out together where the server offers PIPELINING (RFC 2920).
    pub pipelining: bool,
    /// Whether content goes in BDAT where the server offers CHUNKING (RFC 3030). BINARYMIME needs
    /// it in any case.
    pub chunking: bool,
    /// Whether the engine says nothing by itself: after the greeting the application says
    /// everything, EHLO included, by [`raw`](super::Client::raw). A greeting that refuses begins no
    /// session, so QUIT follows it all the same: a client must not close the connection before it has
    /// said so (RFC 5321 sections 3.1 and 4.1.1.10).
    pub by_hand: bool,
    /// Who signs in; nobody where the server asks for nothing.
    pub credentials: Option<Credentials>,
    /// The mechanism to use; otherwise the strongest that both sides can.
    pub mechanism: Option<Mechanism>,
    /// Whether the first message of AUTH goes along with the command (RFC 4954 section 4), which
    /// saves a round trip. By default all do so but LOGIN, whose old servers do not expect it.
    pub initial_response: Option<bool>,
    /// What makes this sign-in different from all others: each session needs its own. Without it
    /// there is no SCRAM.
    pub nonce: Option<Nonce>,
    /// Whether a password may be sent without TLS: only on the same machine, or for teaching.
    pub cleartext_auth: bool,
    /// What needs Unicode's tables.
    pub unicode: Unicode,
    /// How long to wait for the server.
    pub timeouts: Timeouts,
}

impl Config {
    /// STARTTLS required, nobody signs in, the timeouts of RFC 5321.
    #[must_use]
    pub const fn new(name: Domain) -> Self {
        Self {
            name,
            protocol: Protocol::Smtp,
            security: Security::StartTls,
            pipelining: true,
            chunking: true,
            by_hand: false,
            credentials: None,
            mechanism: None,
            initial_response: None,
            nonce: None,
            cleartext_auth: false,
            unicode: Unicode::DEFAULT,
            timeouts: Timeouts::DEFAULT,
        }
    }
}

/// How the session is made safe. None of them falls back to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS is up before the greeting: the driver hands in the proof first.
    Implicit,
    /// STARTTLS after the first EHLO, or no session (RFC 3207).
    StartTls,
    /// No TLS at all.
    None,
}

/// How long the client waits, each time, before it gives the session up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// For the greeting and each reply until the session is ready. RFC 5321 gives a queue five
    /// minutes; here a person waits.
    pub setup: Duration,
    /// For the replies to MAIL and RCPT (RFC 5321 sections 4.5.3.2.2 and 4.5.3.2.3).
    pub envelope: Duration,
    /// For the reply to DATA (section 4.5.3.2.4).
    pub data: Duration,
    /// For a piece of content to be taken (section 4.5.3.2.5).
    pub block: Duration,
    /// For the reply to the end of data, while the server may be scanning (section 4.5.3.2.6).
    pub verdict: Duration,
    /// For the reply to QUIT: nothing depends on it.
    pub quit: Duration,
}

impl Timeouts {
    /// RFC 5321's, but for `setup` and `quit`.
    pub const DEFAULT: Self = Self {
        setup: Duration::from_secs(60),
        envelope: Duration::from_secs(5 * 60),
        data: Duration::from_secs(2 * 60),
        block: Duration::from_secs(3 * 60),
        verdict: Duration::from_secs(10 * 60),
        quit: Duration::from_secs(5),
    };
}

impl Default for Timeouts {
    fn default() -> Self {
        Self::DEFAULT
    }
}
