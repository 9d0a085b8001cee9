use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use wsmtp_proto::types::{Credentials, Domain};

use super::{Extension, Offer, Problem, divided, number};
use crate::{Fault, Slow, Stage};

/// One line of a [`Setup`](super::Setup).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// `# anything`: says nothing to the sandbox.
    Comment(String),
    /// `server: smtp.example.org`
    Server(Domain),
    /// `security: starttls`
    Security(Security),
    /// `user: ada secret`
    User(Credentials),
    /// `auth: optional`
    Auth(Auth),
    /// `offer: -pipelining size=1000`
    Offer(Vec<Offer>),
    /// `line: slow 200/s`
    Slow(u32),
    /// `line: bare-lf`
    BareLf,
    /// `recipient *@late.test: reply 451 4.2.1 try later`
    Fault(Fault),
}

/// How a connection is secured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Security {
    /// Not at all.
    None,
    /// TLS from STARTTLS on, as at most servers where mail is handed in.
    #[default]
    StartTls,
    /// TLS from the first octet.
    Implicit,
}

/// Whether a client signs in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Auth {
    /// Before its first mail, where there is a user.
    #[default]
    Required,
    /// If it likes.
    Optional,
    /// It cannot: AUTH is not offered.
    None,
}

/// Items of one `offer`. There are fewer, so that more of them only say something again.
pub(super) const MAX_OFFERS: usize = 32;
/// `size`, `recipients`, and AUTH in three ways, beside the extensions.
const _: () = assert!(Extension::ALL.len() + 5 <= MAX_OFFERS);

impl Rule {
    /// The rule of one line; none where it is blank.
    pub(super) fn read(line: &str) -> Result<Option<Self>, Problem> {
        let line = line.trim();
        if line.is_empty() {
            return Ok(None);
        }
        if line.contains(char::is_control) {
            return Err(Problem::Control);
        }
        if let Some(comment) = line.strip_prefix('#') {
            return Ok(Some(Self::Comment(comment.trim().to_string())));
        }
        let (subject, rest) = divided(line).ok_or(Problem::NoColon)?;
        let (word, about) = subject.split_once(' ').unwrap_or((&subject, ""));
        let rule = match (word, Stage::from_name(word)) {
            (_, Some(Stage::Auth)) if about.is_empty() => Self::auth(rest)?,
            (_, Some(stage)) => Self::Fault(Fault::read(stage, about, rest)?),
            ("server" | "security" | "user" | "offer" | "line", None) if !about.is_empty() => {
                return Err(Problem::Rest(about.to_string()));
            }
            ("server", None) => Self::Server(rest.parse()?),
            ("security", None) => {
                Self::Security(Security::from_name(rest).ok_or(Problem::Security)?)
            }
            ("user", None) => Self::User(user(rest)?),
            ("offer", None) => Self::Offer(offers(rest)?),
            ("line", None) if rest == "bare-lf" => Self::BareLf,
            ("line", None) => Self::Slow(slow(rest)?),
            (_, None) => return Err(Problem::Subject(word.to_string())),
        };
        Ok(Some(rule))
    }

    /// `auth` is both: whether anybody signs in, and when a fault happens.
    fn auth(rest: &str) -> Result<Self, Problem> {
        if let Some(auth) = Auth::from_name(rest) {
            return Ok(Self::Auth(auth));
        }
        let fault = Fault::read(Stage::Auth, "", rest);
        fault.map(Self::Fault).map_err(|problem| match problem {
            Problem::Action(given) => Problem::Auth(given),
            problem => problem,
        })
    }
}

fn user(rest: &str) -> Result<Credentials, Problem> {
    let (name, password) = rest.split_once(' ').ok_or(Problem::User)?;
    Ok(Credentials::new(name, password.trim())?)
}

fn offers(rest: &str) -> Result<Vec<Offer>, Problem> {
    let items: Vec<_> = rest.split_whitespace().collect();
    if items.is_empty() || items.len() > MAX_OFFERS {
        return Err(Problem::Offers);
    }
    items.into_iter().map(str::parse).collect()
}

// "slow" number "/s"
fn slow(rest: &str) -> Result<u32, Problem> {
    let rate = rest.strip_prefix("slow ").map(str::trim);
    let rate = rate.and_then(|rate| rate.strip_suffix("/s"));
    let rate = rate.and_then(|rate| number(rate.trim()));
    let rate = rate.and_then(|rate| u32::try_from(rate).ok());
    rate.filter(|rate| Slow::RATES.contains(rate))
        .ok_or(Problem::Line)
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Comment(text) if text.is_empty() => f.write_str("#"),
            Self::Comment(text) => write!(f, "# {text}"),
            Self::Server(name) => write!(f, "server: {name}"),
            Self::Security(security) => write!(f, "security: {}", security.name()),
            Self::User(user) => {
                let password = user.password().map_or("", |password| password.expose());
                write!(f, "user: {} {password}", user.username())
            }
            Self::Auth(auth) => write!(f, "auth: {}", auth.name()),
            Self::Offer(offers) => {
                f.write_str("offer:")?;
                offers.iter().try_for_each(|offer| write!(f, " {offer}"))
            }
            Self::Slow(rate) => write!(f, "line: slow {rate}/s"),
            Self::BareLf => f.write_str("line: bare-lf"),
            Self::Fault(fault) => fault.fmt(f),
        }
    }
}

impl Security {
    const ALL: [Self; 3] = [Self::None, Self::StartTls, Self::Implicit];

    /// A stable name, in lower case: the word in a setup, and in the tunnel.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::StartTls => "starttls",
            Self::Implicit => "implicit",
        }
    }

    /// The one of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

impl Auth {
    const ALL: [Self; 3] = [Self::Required, Self::Optional, Self::None];

    /// A stable name, in lower case: the word in a setup.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Optional => "optional",
            Self::None => "none",
        }
    }

    /// The one of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}
