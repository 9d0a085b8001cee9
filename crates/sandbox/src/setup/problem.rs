use alloc::string::String;

use wsmtp_proto::types::ValueError;

use super::{Offer, Setup, rule::MAX_OFFERS};
use crate::{Action, Fault, Pattern, Slow};

/// A setup that cannot be read: which line, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct SetupError {
    /// The line, from 1 on.
    pub line: usize,
    /// What is wrong with it.
    pub problem: Problem,
}

impl SetupError {
    pub(super) const fn new(line: usize, problem: Problem) -> Self {
        Self { line, problem }
    }
}

/// What is wrong with a line of a setup, and what to write.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// No colon.
    #[error("a rule has a colon and a space behind what it is about, as in `greeting: delay 2s`")]
    NoColon,
    /// Nothing begins so.
    #[error(
        "no rule begins with `{0}`: there are server, security, user, auth, offer, line, and the stages, such as recipient"
    )]
    Subject(String),
    /// A word too many before the colon.
    #[error("`{0}` makes no sense before the colon")]
    Rest(String),
    /// An address where nobody is addressed.
    #[error("`{0}` is about no address: leave it out")]
    NoAddress(&'static str),
    /// Not an address.
    #[error(
        "an address has no spaces, at most one `*` and at most {} octets",
        Pattern::MAX
    )]
    Pattern,
    /// Not a number of times.
    #[error("`first` needs how often, from 1 to {}", Fault::MAX_FIRST)]
    First,
    /// Nothing happens so.
    #[error(
        "`{0}` is nothing that happens: there are reply, delay, silence and cut, and for starttls strip and inject"
    )]
    Action(String),
    /// Only STARTTLS is stripped and injected.
    #[error("`strip` and `inject` are for `starttls` alone")]
    StartTlsAlone,
    /// Not a code.
    #[error("a reply begins with a code of three digits, from 200 to 599")]
    Code,
    /// A code that is no answer there.
    #[error("{0} is no answer at `{1}`")]
    CodeThere(u16, &'static str),
    /// More than a reply may have.
    #[error(
        "a reply has at most {} lines of {} octets each",
        Action::MAX_LINES,
        Action::MAX_LINE
    )]
    ReplyTooLong,
    /// A backslash that means nothing.
    #[error("behind a backslash comes `n` for the next line, or another backslash")]
    Escape,
    /// Not a time.
    #[error(
        "a delay is from 1ms to {}s, as in `delay 2s` or `delay 300ms`",
        Action::MAX_DELAY.as_secs()
    )]
    Delay,
    /// Not a number of octets.
    #[error(
        "`cut` stands by itself; for `content` also `cut after` a number of octets, at most {}",
        Action::MAX_AFTER
    )]
    Cut,
    /// Nothing to inject.
    #[error("`inject` needs a line of 1 to {} octets", Action::MAX_LINE)]
    Inject,
    /// Not a way to secure a line.
    #[error("security is none, starttls or implicit")]
    Security,
    /// Neither whether one signs in, nor what happens then.
    #[error(
        "`{0}` does not say whether one signs in, nor what happens then: there are required, optional and none, or reply, delay, silence and cut"
    )]
    Auth(String),
    /// No user, or no password.
    #[error("a user has a name without spaces and a password, as in `user: ada secret`")]
    User,
    /// Nothing, or too much, is offered.
    #[error("`offer` needs 1 to {MAX_OFFERS} keywords")]
    Offers,
    /// Not known.
    #[error(
        "`{0}` cannot be offered: write a keyword such as `dsn`, `-dsn`, `size=1000`, `recipients=3` or `auth=clear`"
    )]
    Offer(String),
    /// Not a size.
    #[error("a size is a number of octets, at most {}", Offer::MAX_SIZE)]
    Size,
    /// Not a number of recipients.
    #[error("recipients are from 1 to {}", Offer::MAX_RECIPIENTS)]
    Recipients,
    /// Not a line.
    #[error(
        "a line is `bare-lf`, or slow with {} to {} octets a second, as in `line: slow 200/s`",
        Slow::RATES.start(),
        Slow::RATES.end()
    )]
    Line,
    /// A control where none can be.
    #[error("a control character stands there: remove it")]
    Control,
    /// A rule whose text is read as another.
    #[error("`{0}` would be read as something else")]
    Form(String),
    /// A name, user or password that cannot be one.
    #[error(transparent)]
    Value(#[from] ValueError),
    /// Too long, or too long once it is written back.
    #[error(
        "a setup has at most {} octets, also with all that may be left out",
        Setup::MAX_OCTETS
    )]
    TooLong,
    /// Too many rules.
    #[error("a setup has at most {} rules", Setup::MAX_RULES)]
    TooMany,
}
