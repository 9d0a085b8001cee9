//! What went wrong, as the page hears it: one word, one sentence, and the server's reply where there is one.

use alloc::{borrow::ToOwned, boxed::Box, format, string::String, string::ToString};
use wasm_bindgen::JsValue;
use wsmtp_bind::{Mistyped, Object, ToJs};
use wsmtp_proto::client::{Refusal, Step};
use wsmtp_proto::error::{Error, LocalError, PeerError};
use wsmtp_proto::types::{Class, Reply};
use wsmtp_proto::{explain, types};
use wsmtp_tunnel::ErrorCode;

use crate::event::step_name;

/// What nobody knows, the server least.
const UNKNOWN: &str = "outcome-unknown";

/// For what time may mend.
const TRY_AGAIN: &str = "try again, or later if it stays so";
/// For what the page's user cannot mend.
const TELL_OPERATOR: &str = "tell the server's operator";

/// For a token that a new one replaces.
const FRESH_TOKEN: &str = "reload the page, or sign in to this site again";
/// For a token that a new one of the same kind does not help.
const ASK_SITE: &str = "ask whoever runs this site";

/// A failure with its code from the closed list of `web/client/src/error/code.ts`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) temporary: bool,
    /// What the reply answers.
    pub(crate) step: Option<&'static str>,
    pub(crate) reply: Option<Box<SaidReply>>,
    pub(crate) recipient: Option<String>,
    /// The message without what to do about it.
    cause: String,
}

/// A reply in the form that the page gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SaidReply {
    pub(crate) code: u16,
    enhanced: Option<String>,
    text: String,
    /// In plain words.
    meaning: String,
}

impl From<&Reply> for SaidReply {
    fn from(reply: &Reply) -> Self {
        Self {
            code: reply.code().get(),
            enhanced: reply.enhanced().map(|code| code.to_string()),
            text: reply.text(),
            meaning: explain::reply(reply),
        }
    }
}

impl Failure {
    /// A lasting failure without a reply.
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            code,
            cause: message.clone(),
            message,
            temporary: false,
            step: None,
            reply: None,
            recipient: None,
        }
    }

    /// The same, with what to do about it.
    pub(crate) fn advise(code: &'static str, cause: impl Into<String>, remedy: &str) -> Self {
        let cause = cause.into();
        Self {
            message: format!("{cause}: {remedy}"),
            ..Self::new(code, cause)
        }
    }

    /// A later attempt may go through.
    pub(crate) fn temporary(self) -> Self {
        Self {
            temporary: true,
            ..self
        }
    }

    /// What the page gave cannot be used.
    pub(crate) fn bad_input(error: impl ToString) -> Self {
        Self::new("bad-input", error.to_string())
    }

    /// The gateway does not keep to the tunnel's specification.
    pub(crate) fn tunnel(what: impl ToString) -> Self {
        let what = what.to_string();
        let cause = format!("the gateway does not speak as this page expects ({what})");
        Self::advise("protocol", cause, "update the older of the two")
    }

    /// What the gateway said.
    pub(crate) fn gateway(code: ErrorCode, message: String) -> Self {
        Self {
            temporary: is_temporary(code),
            ..Self::new(code.name(), message)
        }
    }

    /// What a close code says, where the gateway could not say a sentence before it.
    pub(crate) fn wordless(code: ErrorCode) -> Self {
        let (cause, remedy) = match code {
            ErrorCode::TokenMissing => ("the gateway asks for a token", FRESH_TOKEN),
            ErrorCode::TokenExpired => ("the token has expired", FRESH_TOKEN),
            ErrorCode::TokenAudience => ("the token is for another gateway", ASK_SITE),
            ErrorCode::TokenRefused => ("the gateway does not accept the token", ASK_SITE),
            ErrorCode::UpstreamForbidden => ("the token does not permit this server", ASK_SITE),
            ErrorCode::TooManyOpens => (
                "this address opened sessions too often",
                "wait a minute, then try again",
            ),
            ErrorCode::BytesExceeded => (
                "the session moved more bytes than the gateway permits",
                "send less in one session",
            ),
            ErrorCode::SignInRefused => (
                "the mail server does not accept the gateway's user and password",
                "tell the gateway's operator",
            ),
            _ => {
                return Self::gateway(code, format!("the gateway ended the session: {code}"));
            }
        };
        let temporary = is_temporary(code);
        Self {
            temporary,
            ..Self::advise(code.name(), cause, remedy)
        }
    }

    /// The server's no to one recipient; `deferred` where it may be a yes later.
    pub(crate) fn recipient(address: &str, reply: &Reply, deferred: bool) -> Self {
        let why = explain::reply(reply);
        let cause = format!("the server refused the recipient {address}: {why}");
        Self {
            temporary: deferred,
            ..Self::replied("recipient-refused", &cause, Step::Recipient(0), reply)
        }
        .of(address.to_owned())
    }

    /// The same, as it concerns this recipient.
    pub(crate) fn of(self, address: String) -> Self {
        Self {
            recipient: Some(address),
            ..self
        }
    }

    /// The server's no to something that is about no single recipient.
    pub(crate) fn refused(refusal: &Refusal) -> Self {
        let (code, what) = name(refusal);
        let why = match code {
            "sign-in-needed" => {
                "it wants a sign-in first, give a user name and a password".to_owned()
            }
            "wrong-password" => "the user name or the password is wrong, check both".to_owned(),
            _ => explain::reply(&refusal.reply),
        };
        let cause = format!("{what}: {why}");
        Self {
            temporary: refusal.is_temporary(),
            ..Self::replied(code, &cause, refusal.step, &refusal.reply)
        }
    }

    /// The mail may or may not have been taken.
    pub(crate) fn unknown(reason: &Self) -> Self {
        let (what, cause) = ("nobody knows whether the mail was taken", &reason.cause);
        let message = format!("{what}, so look for it before sending it again: {cause}");
        Self::new(UNKNOWN, message)
    }

    /// Whether it says so.
    pub(crate) fn is_unknown(&self) -> bool {
        self.code == UNKNOWN
    }

    fn replied(code: &'static str, cause: &str, step: Step, reply: &Reply) -> Self {
        Self {
            step: Some(step_name(step)),
            reply: Some(Box::new(reply.into())),
            ..Self::new(code, format!("{cause} (it said: {reply})"))
        }
    }
}

impl ToJs for Failure {
    fn to_js(&self) -> JsValue {
        Object::new()
            .with("code", &self.code)
            .with("message", &self.message)
            .with("temporary", &self.temporary)
            .with("step", &self.step)
            .with("reply", &self.reply.as_deref())
            .with(
                "explanation",
                &self.reply.as_ref().map(|reply| &reply.meaning),
            )
            .with("recipient", &self.recipient)
            .done()
    }
}

impl ToJs for SaidReply {
    fn to_js(&self) -> JsValue {
        Object::new()
            .with("code", &u64::from(self.code))
            .with("enhanced", &self.enhanced)
            .with("text", &self.text)
            .done()
    }
}

impl From<&Error> for Failure {
    fn from(error: &Error) -> Self {
        let failure = match error {
            Error::Local(local @ LocalError::Insecure) => Self::advise(
                local_code(local),
                local.to_string(),
                "the gateway's operator can turn it on",
            ),
            Error::Local(local) => Self::new(local_code(local), local.to_string()),
            Error::Peer(peer) => peer_failure(peer),
            Error::Limit(limit) => Self::advise("limit", limit.to_string(), TELL_OPERATOR),
            _ => Self::new("internal", error.to_string()),
        };
        Self {
            reply: said(error).map(|reply| Box::new(reply.into())),
            ..failure
        }
    }
}

impl From<Mistyped> for Failure {
    fn from(field: Mistyped) -> Self {
        Self::bad_input(field)
    }
}

impl From<types::ValueError> for Failure {
    fn from(error: types::ValueError) -> Self {
        Self::bad_input(error)
    }
}

impl From<LocalError> for Failure {
    fn from(error: LocalError) -> Self {
        Self::from(&Error::from(error))
    }
}

fn local_code(error: &LocalError) -> &'static str {
    match error {
        LocalError::Aborted => "closed",
        LocalError::CredentialsUnfit { .. } | LocalError::MechanismNotOffered { .. } => {
            "auth-unavailable"
        }
        LocalError::Insecure | LocalError::TlsMissing => "insecure",
        LocalError::BeyondOffer { .. }
        | LocalError::NoMoreMails { .. }
        | LocalError::Outgrown { .. }
        | LocalError::TooLarge { .. }
        | LocalError::TooManyDomains { .. }
        | LocalError::TooManyRecipients { .. } => "limit",
        LocalError::AddressNeedsUtf8 { .. } | LocalError::NotOffered { .. } => "not-offered",
        LocalError::Contradiction { .. }
        | LocalError::HelloName { .. }
        | LocalError::NoRecipients
        | LocalError::NotByHand { .. }
        | LocalError::Nul
        | LocalError::WrongPhase { .. } => "bad-input",
        // ContentFull, which is the driver's own mistake.
        _ => "internal",
    }
}

fn peer_failure(error: &PeerError) -> Failure {
    let cause = error.to_string();
    match error {
        PeerError::AuthUnavailable { .. } => Failure::advise(
            "auth-unavailable",
            cause,
            "ask the server's operator for another way",
        ),
        PeerError::ConnectionEnded { .. } | PeerError::ServiceClosing { .. } => {
            Failure::advise("server-closed", cause, TRY_AGAIN).temporary()
        }
        PeerError::ScramNonce | PeerError::SignatureMissing | PeerError::SignatureWrong => {
            Failure::advise("server-unproven", cause, TELL_OPERATOR)
        }
        PeerError::StartTlsUnavailable => {
            Failure::advise("starttls-unavailable", cause, TELL_OPERATOR)
        }
        PeerError::TimedOut { .. } => Failure::advise("timeout", cause, TRY_AGAIN).temporary(),
        PeerError::TlsResidue => Failure::advise("tls-residue", cause, TELL_OPERATOR),
        PeerError::BareLineFeed
        | PeerError::CapabilityWithoutCode { .. }
        | PeerError::CodeChanged { .. }
        | PeerError::CodeOutOfRange { .. }
        | PeerError::ContentOfRefused
        | PeerError::NotAReply { .. }
        | PeerError::PromptEmpty
        | PeerError::PromptNotBase64
        | PeerError::PromptTooMany
        | PeerError::PromptWithoutCode { .. }
        | PeerError::RepliedEarly { .. }
        | PeerError::ScramExtension
        | PeerError::ScramIterations { .. }
        | PeerError::ScramMalformed { .. }
        | PeerError::TakenInPart
        | PeerError::Unasked { .. }
        | PeerError::UnexpectedReply { .. } => Failure::advise("protocol", cause, TELL_OPERATOR),
        // A client's mistakes, which no server makes.
        _ => Failure::new("internal", cause),
    }
}

fn said(error: &Error) -> Option<&Reply> {
    match error {
        Error::Peer(
            PeerError::RepliedEarly { reply }
            | PeerError::ServiceClosing { reply }
            | PeerError::UnexpectedReply { reply, .. },
        ) => Some(reply),
        _ => None,
    }
}

/// The code for a refusal, and what was refused.
fn name(refusal: &Refusal) -> (&'static str, &'static str) {
    match refusal.step {
        _ if closes(&refusal.reply) => ("server-closed", "the server ended the session"),
        Step::Auth if is_wrong_password(&refusal.reply) => {
            ("wrong-password", "the server refused the sign-in")
        }
        Step::Auth => ("server-refused", "the server refused the sign-in"),
        Step::Greeting | Step::Hello => ("server-refused", "the server refused the session"),
        Step::StartTls => ("starttls-unavailable", "the server refused STARTTLS"),
        Step::Mail if wants_sign_in(&refusal.reply) => {
            ("sign-in-needed", "the server refused the sender")
        }
        Step::Mail => ("sender-refused", "the server refused the sender"),
        Step::Recipient(_) => ("recipient-refused", "the server refused the recipient"),
        Step::Data | Step::Chunk | Step::Content => {
            ("message-refused", "the server refused the mail")
        }
        Step::Expand
        | Step::Help
        | Step::Noop
        | Step::Quit
        | Step::Raw
        | Step::Reset
        | Step::Verify => ("server-refused", "the server refused the command"),
    }
}

/// The server ends the session, whatever was asked (RFC 5321 section 3.8).
pub(crate) fn closes(reply: &Reply) -> bool {
    reply.code().get() == 421
}

/// Servers use many codes for this, and Exchange x.7.3. What is not: a syntax they do not know, a mechanism or
/// connection that is too weak for them (RFC 4954 section 6), or what the enhanced code says of the account.
fn is_wrong_password(reply: &Reply) -> bool {
    reply.class() == Class::Permanent
        && !matches!(reply.code().get(), 500..=504 | 530 | 534 | 538)
        && matches!(meaning(reply), None | Some((7, 0 | 3 | 8)))
}

/// RFC 4954 section 6, unless it is TLS that is wanted.
fn wants_sign_in(reply: &Reply) -> bool {
    reply.code().get() == 530 && !matches!(meaning(reply), Some((7, 10 | 11)))
}

/// Subject and detail of the enhanced code.
fn meaning(reply: &Reply) -> Option<(u16, u16)> {
    let code = reply.enhanced()?;
    Some((code.subject(), code.detail()))
}

fn is_temporary(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::OpenTimeout
            | ErrorCode::TooManySessions
            | ErrorCode::TooManyOpens
            | ErrorCode::Internal
            | ErrorCode::ServerUnreachable
            | ErrorCode::ServerTimeout
            | ErrorCode::ServerRefused
            | ErrorCode::ServerClosed
            | ErrorCode::IdleTimeout
            | ErrorCode::SessionTimeout
            | ErrorCode::ShuttingDown
    )
}
