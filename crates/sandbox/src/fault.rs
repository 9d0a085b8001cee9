use alloc::{borrow::Cow, string::String, vec, vec::Vec};
use core::time::Duration;

use wsmtp_proto::{reply, server::Config, types::Reply};

mod read;
mod stage;
mod write;

pub use stage::Stage;

/// Something that goes wrong on request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// When.
    pub stage: Stage,
    /// For which address: the user's at [`Stage::Auth`], the sender's at [`Stage::Sender`], what was
    /// asked for at [`Stage::Vrfy`] and [`Stage::Expn`], else any recipient's. It counts where
    /// [`Stage::has_address`] says so.
    pub pattern: Pattern,
    /// Only the first times that it fits, over all sessions of the sandbox; without a number always.
    pub first: Option<u32>,
    /// What happens.
    pub action: Action,
}

/// What happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// This is the answer. A 421 also closes the connection, and so does any reply at
    /// [`Stage::Content`], where none is due. A 2yz at [`Stage::Auth`] fits only who gives the right password.
    Reply(Reply),
    /// The answer takes so long, at most [`MAX_DELAY`](Self::MAX_DELAY). What else fits happens then;
    /// several delays add up.
    Delay(Duration),
    /// There is never an answer: after [`MAX_DELAY`](Self::MAX_DELAY) the connection is closed.
    Silence,
    /// The connection is closed without a word. At [`Stage::Content`] after so many octets of content
    /// have come, elsewhere at once.
    Cut {
        /// Octets of content.
        after: u64,
    },
    /// [`Stage::StartTls`] alone: STARTTLS is not offered, and refused, as when somebody between client
    /// and server strips it.
    Strip,
    /// [`Stage::StartTls`] alone: octets in clear behind the 220, as when somebody injects them
    /// (CVE-2011-0411). A line, without its end.
    Inject(String),
}

/// Addresses: one by itself, or many with one `*` for any number of characters. Letters in any
/// case. The null reverse path is the empty address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(Cow<'static, str>);

impl Fault {
    /// The most that it may happen "first": more is always.
    pub const MAX_FIRST: u32 = 1000;

    /// What always happens so.
    pub const fn new(stage: Stage, pattern: Pattern, action: Action) -> Self {
        Self {
            stage,
            pattern,
            first: None,
            action,
        }
    }

    /// The addresses to practise with: `refused@sandbox.test`, `later@sandbox.test` and
    /// `close@sandbox.test`, which closes in the middle of the mail.
    #[must_use]
    pub fn practice() -> Vec<Self> {
        let refused = reply!(550, 1, 1, "there is no such user, for practice");
        let later = reply!(451, 2, 1, "the mailbox is not available now, for practice");
        let fault = |stage, pattern, action| Self::new(stage, Pattern::new(pattern), action);
        vec![
            fault(
                Stage::Recipient,
                "refused@sandbox.test",
                Action::Reply(refused),
            ),
            fault(Stage::Recipient, "later@sandbox.test", Action::Reply(later)),
            fault(
                Stage::Content,
                "close@sandbox.test",
                Action::Cut { after: 0 },
            ),
        ]
    }

    /// Whether it concerns this stage and one of these addresses.
    pub(crate) fn fits(&self, stage: Stage, addresses: &[String]) -> bool {
        let concerns = |address: &String| self.pattern.matches(address);
        self.stage == stage && (!stage.has_address() || addresses.iter().any(concerns))
    }
}

impl Action {
    /// Longer than most clients wait (RFC 5321 section 4.5.3.2: five minutes for most replies, ten for the one
    /// to the end of data).
    pub const MAX_DELAY: Duration = Duration::from_secs(600);
    /// Octets of content before a cut: those of the largest mail.
    pub const MAX_AFTER: u64 = Config::DEFAULT_MAX_SIZE;
    /// Octets of one line of a reply behind its code (RFC 5321 section 4.5.3.1.5: 512 with code and CRLF).
    pub const MAX_LINE: usize = 512 - 4 - 2;
    /// Lines of a reply: more than EHLO and HELP have.
    pub const MAX_LINES: usize = 32;

    /// Whether it is an answer that says yes.
    pub(crate) fn is_yes(&self) -> bool {
        matches!(self, Self::Reply(reply) if reply.is_success())
    }
}

impl Pattern {
    /// The longest in octets: an address (RFC 5321 section 4.5.3.1).
    pub const MAX: usize = 320;

    /// A pattern: `user@example.org`, `*@example.org`, `*`.
    pub fn new(pattern: impl Into<Cow<'static, str>>) -> Self {
        Self(pattern.into())
    }

    /// As it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the address fits.
    #[must_use]
    pub fn matches(&self, address: &str) -> bool {
        let pattern = self.0.to_ascii_lowercase();
        let address = address.to_ascii_lowercase();
        match pattern.split_once('*') {
            None => address == pattern,
            Some((start, end)) => address
                .strip_prefix(start)
                .is_some_and(|rest| rest.ends_with(end)),
        }
    }
}

#[cfg(test)]
mod tests;
