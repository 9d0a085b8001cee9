use core::time::Duration;

use crate::types::{DeliverByOffer, Domain, FutureReleaseOffer, Mechanism, Protocol};

/// What a server session offers and how much it takes.
///
/// What the engine does by itself is offered unless it is turned off here. What makes a promise in
/// the application's name is not, unless it is turned on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// What the server calls itself: in A-labels where it goes beyond ASCII, if the crate has
    /// Unicode's tables compiled in.
    pub name: Domain,
    /// SMTP, or LMTP.
    pub protocol: Protocol,
    /// Whether STARTTLS is offered until TLS is up. The driver must be able to do the handshake.
    pub starttls: bool,
    /// Whether AUTH is offered.
    pub auth: bool,
    /// Whether MAIL is refused until somebody has signed in.
    pub auth_required: bool,
    /// Whether AUTH is offered without TLS: only on the same machine, or for teaching.
    pub cleartext_auth: bool,
    /// The mechanisms of AUTH that are offered: PLAIN, LOGIN or both, as the engine speaks no others here.
    pub mechanisms: &'static [Mechanism],
    /// Whether replies have enhanced status codes (RFC 2034), and ENHANCEDSTATUSCODES is offered. Where
    /// not, they are taken off the application's replies, too.
    pub enhanced_status_codes: bool,
    /// Whether the application is asked about what the engine does by itself
    /// ([`Event::Consult`](super::Event::Consult)).
    pub consult: bool,
    /// Whether commands may come together (RFC 2920). They are taken in any case.
    pub pipelining: bool,
    /// Whether content may hold octets above 127 (RFC 6152).
    pub eight_bit_mime: bool,
    /// Whether content may come in BDAT (RFC 3030).
    pub chunking: bool,
    /// Whether content may be any octets (RFC 3030); needs `chunking`.
    pub binary_mime: bool,
    /// Whether addresses may go beyond ASCII (RFC 6531); needs `eight_bit_mime`.
    pub smtp_utf8: bool,
    /// Whether the limits of a session are told (RFC 9422).
    pub limits: bool,
    /// Whether reports about deliveries may be asked for (RFC 3461). The application sends them.
    pub dsn: bool,
    /// Whether REQUIRETLS is offered inside TLS (RFC 8689). The application keeps such mails from
    /// going on without.
    pub require_tls: bool,
    /// What is said behind DELIVERBY (RFC 2852). The application keeps the time.
    pub deliver_by: Option<DeliverByOffer>,
    /// What is said behind FUTURERELEASE (RFC 4865). The application holds the mails.
    pub future_release: Option<FutureReleaseOffer>,
    /// Whether mails may have a priority (RFC 6710). The application heeds it.
    pub mt_priority: bool,
    /// Whether a recipient may have to be the same person since a time (RFC 7293). The application
    /// knows who has had an address.
    pub rrvs: bool,
    /// Whether the application is asked about VRFY and EXPN. Otherwise VRFY tells nothing, and EXPN
    /// is not offered.
    pub verify: bool,
    /// The largest mail in octets, as SIZE announces it; with 0 every mail that is not empty is
    /// refused.
    pub max_size: u64,
    /// The most recipients of one mail.
    pub max_recipients: usize,
    /// The most commands that were wrong, or sign-ins that failed, before the session is closed.
    pub max_wrong_commands: usize,
    /// The most commands of one session.
    pub max_commands: usize,
    /// How long to wait for the client.
    pub timeouts: Timeouts,
}

impl Config {
    /// 25 MiB, what the large providers take: a sender who fits here fits there.
    pub const DEFAULT_MAX_SIZE: u64 = 25 * 1024 * 1024;
    /// The number that RFC 5321 section 4.5.3.1.8 asks every server to take.
    pub const DEFAULT_MAX_RECIPIENTS: usize = 100;
    /// Enough for a person who types, too few to guess passwords.
    pub const DEFAULT_MAX_WRONG_COMMANDS: usize = 20;
    /// A hundred mails with as many recipients as there may be: besides RCPT, a mail takes MAIL,
    /// DATA and perhaps RSET. Or as many BDATs as carry ten of the largest mails in small chunks.
    pub const DEFAULT_MAX_COMMANDS: usize = 100 * (Self::DEFAULT_MAX_RECIPIENTS + 3);

    /// SMTP, neither STARTTLS nor AUTH, all that the engine does by itself, and the limits above.
    #[must_use]
    pub const fn new(name: Domain) -> Self {
        Self {
            name,
            protocol: Protocol::Smtp,
            starttls: false,
            auth: false,
            auth_required: false,
            cleartext_auth: false,
            mechanisms: &[Mechanism::Plain, Mechanism::Login],
            enhanced_status_codes: true,
            consult: false,
            pipelining: true,
            eight_bit_mime: true,
            chunking: true,
            binary_mime: true,
            smtp_utf8: true,
            limits: true,
            dsn: false,
            require_tls: false,
            deliver_by: None,
            future_release: None,
            mt_priority: false,
            rrvs: false,
            verify: false,
            max_size: Self::DEFAULT_MAX_SIZE,
            max_recipients: Self::DEFAULT_MAX_RECIPIENTS,
            max_wrong_commands: Self::DEFAULT_MAX_WRONG_COMMANDS,
            max_commands: Self::DEFAULT_MAX_COMMANDS,
            timeouts: Timeouts::DEFAULT,
        }
    }
}

/// How long a server waits before it closes the session with 421.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// For the next whole command, or the next octets of content. RFC 5321 section 4.5.3.2.7
    /// asks for five minutes at least.
    pub idle: Duration,
    /// For the whole session, so that a client that drips octets does not stay for ever. An hour
    /// carries the largest mail over the slowest line.
    pub session: Duration,
}

impl Timeouts {
    /// Five minutes and one hour.
    pub const DEFAULT: Self = Self {
        idle: Duration::from_secs(5 * 60),
        session: Duration::from_secs(60 * 60),
    };
}

impl Default for Timeouts {
    fn default() -> Self {
        Self::DEFAULT
    }
}
