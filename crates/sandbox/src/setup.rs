use alloc::{string::String, string::ToString, vec::Vec};
use core::{fmt, str::FromStr};

use crate::{Fault, Settings, Slow};

mod offer;
mod problem;
mod rule;

pub use offer::{Extension, Offer};
pub use problem::{Problem, SetupError};
pub use rule::{Auth, Rule, Security};

/// What a sandbox is like, as text that people write: one rule a line. Lines that begin with `#` say nothing to the
/// sandbox. Words are in lower case.
///
/// ```text
/// # a server as it stood in an old textbook
/// server: smtp.example.org
/// security: none
/// auth: none
/// offer: -pipelining -chunking -enhancedstatuscodes size=1000
/// greeting: reply 220 smtp.example.org Simple Mail Transfer Service ready
/// recipient *@late.test first 2: reply 451 4.2.1 try later
/// verdict *: delay 1.5s
/// ```
///
/// | rule | meaning |
/// |---|---|
/// | `server: NAME` | what the server calls itself |
/// | `security: none`, `starttls` or `implicit` | how the connection is secured |
/// | `user: NAME PASSWORD` | who may sign in; those of the setup stand in place of all others |
/// | `auth: required`, `optional` or `none` | whether MAIL needs a sign-in before it, or there is none |
/// | `offer: ITEM …` | what EHLO offers: see [`Offer`] |
/// | `line: slow N/s` | octets that pass each way in a second |
/// | `line: bare-lf` | LF alone ends a line, also within content: mails can be smuggled |
/// | `STAGE [ADDRESS] [first N]: ACTION` | a [`Fault`] |
///
/// A `STAGE` is `greeting`, `ehlo`, `helo`, `starttls`, `auth`, `sender`, `recipient`, `data`, `content`, `verdict`,
/// `reset`, `noop`, `help`, `vrfy`, `expn`, `quit` or `unknown` ([`Stage`](crate::Stage)). An `ADDRESS` may have one
/// `*`, and is `<>` for the null path; at `auth` it is a user name. Without one every address is meant, and where a stage
/// has none, none may stand. With `first 2` the fault happens the first two times that it fits, in whatever session.
///
/// | action | what happens |
/// |---|---|
/// | `reply CODE TEXT` | this is the answer; `\n` divides lines, `\\` is a backslash |
/// | `delay 2s`, `delay 300ms` | the answer takes so long |
/// | `silence` | there is never an answer |
/// | `cut`, and at `content` also `cut after N` | the connection is closed without a word; after so many octets of content |
/// | `strip` | at `starttls` alone: it is neither offered nor taken |
/// | `inject TEXT` | at `starttls` alone: this line follows the 220 in clear |
///
/// Delays that fit add up; of all else that fits, the first rule counts. At `greeting`, an answer of 2yz lets the client in,
/// any other leaves it nothing but QUIT, and 421 closes. At `data`, 354 lets the content come. At `content`, where no
/// answer is due, a reply closes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Setup {
    /// INVARIANT: at most [`MAX_RULES`](Self::MAX_RULES), each as it is read from its own text.
    rules: Vec<Rule>,
}

impl Setup {
    /// Rules, comments among them: more than a lesson needs.
    pub const MAX_RULES: usize = 100;
    /// Octets of the text: a few for each rule, and some long replies.
    pub const MAX_OCTETS: usize = 32 * 1024;

    /// A setup of these rules.
    ///
    /// # Errors
    /// One of them has no form as text that would be read as the same; its number counts as the line. Or they are too
    /// many.
    pub fn new(rules: Vec<Rule>) -> Result<Self, SetupError> {
        for (index, rule) in rules.iter().enumerate() {
            let at = |problem| SetupError::new(index + 1, problem);
            let text = rule.to_string();
            if text.contains(['\r', '\n']) {
                return Err(at(Problem::Control));
            }
            if Rule::read(&text).map_err(at)?.as_ref() != Some(rule) {
                return Err(at(Problem::Form(text)));
            }
        }
        let setup = Self { rules };
        setup.to_string().parse()
    }

    /// The rules, in order.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// How the connection is secured, where a rule says so; the last one counts. Whoever drives the session has to do it.
    #[must_use]
    pub fn security(&self) -> Option<Security> {
        let mut rules = self.rules.iter().rev();
        rules.find_map(|rule| match rule {
            Rule::Security(security) => Some(*security),
            _ => None,
        })
    }

    /// These settings as the setup changes them. Its faults come before those that are there.
    #[must_use]
    pub fn apply(&self, settings: Settings) -> Settings {
        let mut settings = settings;
        let has_users = self.rules.iter().any(|rule| matches!(rule, Rule::User(_)));
        if has_users {
            settings.users.clear();
        }
        let mut faults: Vec<Fault> = Vec::new();
        for rule in &self.rules {
            match rule {
                Rule::Comment(_) => {}
                Rule::Server(name) => settings.server.name = name.clone(),
                Rule::Security(security) => {
                    settings.server.starttls = *security == Security::StartTls;
                }
                Rule::User(user) => settings.users.push(user.clone()),
                Rule::Auth(auth) => settings.auth = *auth,
                Rule::Offer(offers) => {
                    offers
                        .iter()
                        .for_each(|offer| offer.apply(&mut settings.server));
                }
                Rule::Slow(rate) => settings.slow = Some(Slow::new(*rate)),
                Rule::BareLf => settings.bare_lf = true,
                Rule::Fault(fault) => faults.push(fault.clone()),
            }
        }
        faults.append(&mut settings.faults);
        settings.faults = faults;
        settings
    }
}

impl FromStr for Setup {
    type Err = SetupError;

    /// # Errors
    /// The line that cannot be read, and why.
    fn from_str(text: &str) -> Result<Self, SetupError> {
        if text.len() > Self::MAX_OCTETS {
            return Err(SetupError::new(1, Problem::TooLong));
        }
        let mut rules = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let at = |problem| SetupError::new(index + 1, problem);
            rules.extend(Rule::read(line).map_err(at)?);
            if rules.len() > Self::MAX_RULES {
                return Err(at(Problem::TooMany));
            }
        }
        Ok(Self { rules })
    }
}

impl fmt::Display for Setup {
    /// The text that is read as the same setup; each rule ends its line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rules.iter().try_for_each(|rule| writeln!(f, "{rule}"))
    }
}

/// What stands before the first colon that ends a word, and behind.
fn divided(line: &str) -> Option<(String, &str)> {
    let mut from = 0;
    loop {
        let rest = line.get(from..)?;
        let at = from + rest.find(':')?;
        let behind = line.get(at + 1..)?;
        if behind.is_empty() || behind.starts_with([' ', '\t']) {
            let words: Vec<_> = line.get(..at)?.split_whitespace().collect();
            return Some((words.join(" "), behind.trim()));
        }
        from = at + 1;
    }
}

#[cfg(test)]
mod tests;
