//! What can go wrong, sorted by whose fault it is.
//!
//! A refusal by the server (4yz, 5yz) is not here: it is an answer, and comes as an event.

use crate::quoted::Quoted;
use alloc::string::String;

use crate::{
    phase::Phase,
    types::{Code, Mechanism, Reply},
};

/// Why a session ended before its time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A limit was reached.
    #[error(transparent)]
    Limit(#[from] LimitExceeded),
    /// The program on this side asked for something impossible.
    #[error(transparent)]
    Local(#[from] LocalError),
    /// The other side broke the protocol, or went away.
    #[error(transparent)]
    Peer(#[from] PeerError),
}

/// The caller's mistake. A call that returns it has changed nothing; where it ends a session or a
/// mail instead, a part may have gone out already.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LocalError {
    /// The caller gave the session up.
    #[error("the session was given up on this side")]
    Aborted,
    /// An address that only SMTPUTF8 can carry, for a server without it.
    #[error(
        "the address {address} is not ASCII and the server does not offer SMTPUTF8; use another address"
    )]
    AddressNeedsUtf8 {
        /// The address.
        address: String,
    },
    /// A mail that asks for more than the server grants.
    #[error(
        "the mail asks for more of {extension} than the server grants, which is {}",
        Quoted(offer)
    )]
    BeyondOffer {
        /// The extension's keyword.
        extension: &'static str,
        /// What the server said behind it.
        offer: String,
    },
    /// More content than the server has kept up with.
    #[error("the server has not taken the mail's content so far; hand in more when it is wanted")]
    ContentFull,
    /// A mail that asks for two things at once that exclude one another.
    #[error("the mail asks {what}, which cannot be; leave one of the two out")]
    Contradiction {
        /// Which, as the end of "the mail asks".
        what: &'static str,
    },
    /// A name for EHLO that has no spelling in ASCII.
    #[error(
        "the client's name {} cannot be written in ASCII; give it another name",
        Quoted(name)
    )]
    HelloName {
        /// The name.
        name: String,
    },
    /// The server offers mechanisms, and what was given fits none of them.
    #[error(
        "what was given to sign in with fits no way that the server offers (it offers: {offered}); give what one of them needs"
    )]
    CredentialsUnfit {
        /// The mechanisms it names.
        offered: String,
    },
    /// A password would go over the network in the clear.
    #[error("the connection is not encrypted, so the password was not sent; use TLS")]
    Insecure,
    /// The mechanism that the caller pinned is none of the server's.
    #[error(
        "the server does not offer {mechanism}, which was asked for by name (it offers: {offered}); allow another way to sign in"
    )]
    MechanismNotOffered {
        /// The one that was pinned.
        mechanism: Mechanism,
        /// The mechanisms that the server names, or `none`.
        offered: String,
    },
    /// As many mails as the server takes in one session (LIMITS, RFC 9422).
    #[error("the server takes {limit} mails in one session; begin another session")]
    NoMoreMails {
        /// What the server's MAILMAX says.
        limit: u32,
    },
    /// A session cannot be resumed from these lines.
    #[error("the server's introduction is no reply to EHLO: {reason}; look at who handed it over")]
    NotAnIntroduction {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A command that is no line.
    #[error("{command} cannot be said by hand, for octets and not lines follow it; send a mail")]
    NotByHand {
        /// The command.
        command: &'static str,
    },
    /// A mail that asks for what the server does not offer.
    #[error("this needs {extension}, which the server does not offer")]
    NotOffered {
        /// The extension's keyword.
        extension: &'static str,
    },
    /// A mail without recipients.
    #[error("the mail has no recipient; name at least one")]
    NoRecipients,
    /// More octets than the server said it takes.
    #[error("the mail is {size} octets long and the server takes {limit} at most; make it smaller")]
    TooLarge {
        /// The mail's length in octets.
        size: u64,
        /// What the server's SIZE says, in octets.
        limit: u64,
    },
    /// Content that turned out longer than the server takes.
    #[error("the mail has grown beyond the {limit} octets that the server takes; make it smaller")]
    Outgrown {
        /// What the server's SIZE says, in octets.
        limit: u64,
    },
    /// TLS was to come before the greeting, and no proof of it was handed in.
    #[error("the connection is not encrypted although TLS was to come first; begin with TLS")]
    TlsMissing,
    /// Content with a NUL.
    #[error("the mail holds a NUL octet, which no mail may; encode what it came from")]
    Nul,
    /// Recipients of more domains than one session may have (LIMITS, RFC 9422).
    #[error(
        "the server takes recipients of {limit} domains in one session, and these would make it {domains}; send to the others in another session"
    )]
    TooManyDomains {
        /// How many it would be.
        domains: usize,
        /// What the server's RCPTDOMAINMAX says.
        limit: u32,
    },
    /// More recipients than one mail may have.
    #[error("the mail has {recipients} recipients, {limit} are allowed; send it in parts")]
    TooManyRecipients {
        /// How many it has.
        recipients: usize,
        /// How many it may have.
        limit: usize,
    },
    /// Not possible in this phase.
    #[error("{what} is not possible {}", phase.when())]
    WrongPhase {
        /// What was asked for.
        what: &'static str,
        /// Where the session is.
        phase: Phase,
    },
}

/// The other side's mistake, or its end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PeerError {
    /// No mechanism in common.
    #[error("the server offers no way to sign in that this client knows (it offers: {offered})")]
    AuthUnavailable {
        /// The mechanisms it names, or `none`.
        offered: String,
    },
    /// A line that ends with LF alone.
    #[error("the server ended a line with LF alone, where SMTP needs CR LF")]
    BareLineFeed,
    /// A line of an EHLO reply that lacks its code.
    #[error(
        "the server sent the extension {} without the code 250 before it",
        Quoted(&excerpt(line))
    )]
    CapabilityWithoutCode {
        /// The whole line, fit to be shown.
        line: String,
    },
    /// A client that ends a line with LF alone.
    #[error("the client ended a line with LF alone, where SMTP needs CR LF")]
    ClientBareLineFeed,
    /// BDAT without a size: what follows cannot be told from commands.
    #[error("the client sent BDAT without a size that can be read")]
    ClientChunkUnreadable,
    /// The client went away in the middle of something.
    #[error("the client closed the connection {}", phase.when())]
    ClientEnded {
        /// Where the session was.
        phase: Phase,
    },
    /// The client said nothing for too long.
    #[error("the client said nothing for {seconds} seconds {}", phase.when())]
    ClientTimedOut {
        /// How long was waited.
        seconds: u64,
        /// Where the session was.
        phase: Phase,
    },
    /// Octets that arrived in the clear behind STARTTLS, perhaps put there by an attacker.
    #[error("the client sent data in the clear behind STARTTLS; somebody may be tampering")]
    ClientTlsResidue,
    /// One reply with two codes.
    #[error("the server changed its code from {first} to {then} within one reply")]
    CodeChanged {
        /// On the first line.
        first: Code,
        /// On the later line.
        then: Code,
    },
    /// A code that SMTP does not have.
    #[error("the server replied with code {code}, which SMTP does not have")]
    CodeOutOfRange {
        /// The number.
        code: u16,
    },
    /// The connection ended.
    #[error("the server closed the connection {}", phase.when())]
    ConnectionEnded {
        /// Where the session was.
        phase: Phase,
    },
    /// A line that is no reply.
    #[error("the server sent {}, which is not an SMTP reply", Quoted(&excerpt(line)))]
    NotAReply {
        /// The whole line, fit to be shown.
        line: String,
    },
    /// An AUTH prompt without a challenge, for a mechanism that needs one.
    #[error("the server's prompt is empty, where this way to sign in needs a challenge in it")]
    PromptEmpty,
    /// An AUTH prompt with a challenge that cannot be read.
    #[error("the server's prompt is not in base64")]
    PromptNotBase64,
    /// An AUTH prompt when all has been said.
    #[error("the server asked for more when all had been said that there is to sign in with")]
    PromptTooMany,
    /// An AUTH prompt that lacks its code.
    #[error(
        "the server sent the prompt {} without the code 334 before it",
        Quoted(&excerpt(line))
    )]
    PromptWithoutCode {
        /// The whole line, fit to be shown.
        line: String,
    },
    /// A final answer before the end of data.
    #[error("the server answered {reply} in the middle of the mail")]
    RepliedEarly {
        /// What it said.
        reply: Reply,
    },
    /// SCRAM's `m=`, which stands for an extension that must not be ignored.
    #[error("the server's SCRAM message needs an extension that this client does not know")]
    ScramExtension,
    /// An iteration count that is too low to be safe, or too high to be meant.
    #[error("the server wants the password hashed {given} times, and {least} to {most} are sound")]
    ScramIterations {
        /// What the server asked for; the largest number that fits, if that is more.
        given: u32,
        /// The least.
        least: u32,
        /// The most.
        most: u32,
    },
    /// A SCRAM message that is none.
    #[error("the server's SCRAM message is malformed: {reason}")]
    ScramMalformed {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A nonce that does not begin with the client's, or adds nothing to it.
    #[error("the server's SCRAM nonce does not extend the client's; somebody may be tampering")]
    ScramNonce,
    /// A yes without the signature that goes before it in SCRAM.
    #[error("the server did not prove that it knows the password; somebody may be in its place")]
    SignatureMissing,
    /// A signature in SCRAM that the password does not give.
    #[error(
        "the server's proof is wrong, so it does not know the password; somebody may be in its place"
    )]
    SignatureWrong,
    /// 421: the server ends the session.
    #[error("the server is closing the connection: {reply}")]
    ServiceClosing {
        /// What it said.
        reply: Reply,
    },
    /// STARTTLS was asked for and is not offered.
    #[error("the server does not offer STARTTLS, so the session cannot be made safe")]
    StartTlsUnavailable,
    /// Octets that arrived in the clear after STARTTLS, perhaps put there by an attacker.
    #[error("the server sent data in the clear after STARTTLS; somebody may be tampering")]
    TlsResidue,
    /// No answer in time.
    #[error("the server did not answer within {seconds} seconds {}", phase.when())]
    TimedOut {
        /// How long was waited.
        seconds: u64,
        /// Where the session was.
        phase: Phase,
    },
    /// 354 for a mail that the server had refused: to end it would deliver it empty.
    #[error("the server asked for the content of a mail that it had refused")]
    ContentOfRefused,
    /// A yes to a mail of which a part was refused: what was delivered to whom, nobody knows.
    #[error("the server took a mail of which it had refused a part")]
    TakenInPart,
    /// A reply that was begun before its command was sent.
    #[error("the server began to reply {} before it was asked", phase.when())]
    Unasked {
        /// Where the session was.
        phase: Phase,
    },
    /// A reply that answers nothing, or that does not fit what was asked.
    #[error("the server replied {reply} {}, where that makes no sense", phase.when())]
    UnexpectedReply {
        /// What it said.
        reply: Reply,
        /// Where the session was.
        phase: Phase,
    },
}

/// Something grew past its bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the other side passed the limit of {limit} {what}")]
pub struct LimitExceeded {
    /// What was counted.
    pub what: &'static str,
    /// The most that is allowed.
    pub limit: usize,
}

/// The beginning of a line, enough to recognise HTTP, SSH or a bare prompt by.
fn excerpt(line: &str) -> String {
    /// In characters.
    const SHOWN: usize = 60;
    line.chars().take(SHOWN).collect()
}
