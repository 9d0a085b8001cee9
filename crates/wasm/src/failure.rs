//! What went wrong, as the page hears it: one word, the server's reply where there is one, and what only the engine or
//! the gateway can say of it. The rest of the sentence the page finds itself (`web/client/src/error/words.ts`).

use alloc::{boxed::Box, format, string::String, string::ToString};
use wasm_bindgen::JsValue;
use wsmtp_bind::{Mistyped, Object, ToJs};
use wsmtp_proto::client::{Refusal, Step};
use wsmtp_proto::error::{Error, LocalError, PeerError};
use wsmtp_proto::types;
use wsmtp_proto::types::{Class, Reply};
use wsmtp_tunnel::ErrorCode;

use crate::event::step_name;

/// For what time may mend.
const TRY_AGAIN: &str = "try again, or later if it stays so";
/// For what the page's user cannot mend.
const TELL_OPERATOR: &str = "tell the server's operator";

/// A failure with its code from the closed list of `web/client/src/error/code.ts`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) code: &'static str,
    /// What happened; `None` where the code, or the reply, says it all.
    pub(crate) cause: Option<String>,
    /// What to do about it, where `cause` does not say so itself.
    remedy: Option<&'static str>,
    pub(crate) temporary: bool,
    /// What the reply answers.
    pub(crate) step: Option<&'static str>,
    pub(crate) reply: Option<Box<SaidReply>>,
    pub(crate) recipient: Option<String>,
    /// Why the outcome is unknown, where it is.
    pub(crate) reason: Option<Box<Self>>,
}

/// A reply in the form that the page gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SaidReply {
    pub(crate) code: u16,
    enhanced: Option<String>,
    text: String,
}

impl From<&Reply> for SaidReply {
    fn from(reply: &Reply) -> Self {
        Self {
            code: reply.code().get(),
            enhanced: reply.enhanced().map(|code| code.to_string()),
            text: reply.text(),
        }
    }
}

impl Failure {
    /// A lasting failure of which the code says all.
    const fn wordless(code: &'static str) -> Self {
        Self {
            code,
            cause: None,
            remedy: None,
            temporary: false,
            step: None,
            reply: None,
            recipient: None,
            reason: None,
        }
    }

    /// A lasting failure without a reply.
    pub(crate) fn new(code: &'static str, cause: impl Into<String>) -> Self {
        Self {
            cause: Some(cause.into()),
            ..Self::wordless(code)
        }
    }

    /// The same, with what to do about it.
    pub(crate) fn advise(
        code: &'static str,
        cause: impl Into<String>,
        remedy: &'static str,
    ) -> Self {
        Self {
            remedy: Some(remedy),
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

    /// What the gateway said; nothing, where a close code had to do.
    pub(crate) fn gateway(code: ErrorCode, cause: Option<String>) -> Self {
        Self {
            cause,
            temporary: is_temporary(code),
            ..Self::wordless(code.name())
        }
    }

    /// The server's no to one recipient; `deferred` where it may be a yes later.
    pub(crate) fn recipient(address: String, reply: &Reply, deferred: bool) -> Self {
        Self {
            temporary: deferred,
            ..Self::replied("recipient-refused", Step::Recipient(0), reply)
        }
        .of(address)
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
        Self {
            temporary: refusal.is_temporary(),
            ..Self::replied(name(refusal), refusal.step, &refusal.reply)
        }
    }

    /// The mail may or may not have been taken.
    pub(crate) fn unknown(reason: Self) -> Self {
        Self {
            reason: Some(Box::new(reason)),
            ..Self::wordless("outcome-unknown")
        }
    }

    /// What the engine or the gateway says of it.
    #[cfg(test)]
    pub(crate) fn words(&self) -> &str {
        self.cause.as_deref().unwrap_or_default()
    }

    fn replied(code: &'static str, step: Step, reply: &Reply) -> Self {
        Self {
            step: Some(step_name(step)),
            reply: Some(Box::new(reply.into())),
            ..Self::wordless(code)
        }
    }
}

impl ToJs for Failure {
    fn to_js(&self) -> JsValue {
        Object::new()
            .with("code", &self.code)
            .with("cause", &self.cause)
            .with("remedy", &self.remedy)
            .with("temporary", &self.temporary)
            .with("step", &self.step)
            .with("reply", &self.reply.as_deref())
            .with("recipient", &self.recipient)
            .with("reason", &self.reason.as_deref())
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

/// The code for a refusal.
fn name(refusal: &Refusal) -> &'static str {
    match refusal.step {
        _ if closes(&refusal.reply) => "server-closed",
        Step::Auth if is_wrong_password(&refusal.reply) => "wrong-password",
        Step::StartTls => "starttls-unavailable",
        Step::Mail if wants_sign_in(&refusal.reply) => "sign-in-needed",
        Step::Mail => "sender-refused",
        Step::Recipient(_) => "recipient-refused",
        Step::Data | Step::Chunk | Step::Content => "message-refused",
        Step::Auth
        | Step::Expand
        | Step::Greeting
        | Step::Hello
        | Step::Help
        | Step::Noop
        | Step::Quit
        | Step::Raw
        | Step::Reset
        | Step::Verify => "server-refused",
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
