use alloc::{string::String, string::ToString, vec::Vec};
use core::{fmt, str::FromStr};

use crate::{Fault, Settings, Slow};

mod offer;
mod problem;
mod rule;

pub use offer::{Extension, Offer};
pub use problem::{Problem, SetupError};
pub use rule::{Auth, Rule, Security};

/// What a sandbox is like, as text that people write.
///
#[doc = include_str!("../README.md")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Setup {
    /// INVARIANT: at most [`MAX_RULES`](Self::MAX_RULES), each as it is read from its own text, and all of them written in
    /// at most [`MAX_OCTETS`](Self::MAX_OCTETS).
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

    /// How the connection is secured: as the last rule about it says, else by STARTTLS. Whoever drives the session has to
    /// do it.
    #[must_use]
    pub fn security(&self) -> Security {
        let mut rules = self.rules.iter().rev();
        let said = rules.find_map(|rule| match rule {
            Rule::Security(security) => Some(*security),
            _ => None,
        });
        said.unwrap_or_default()
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
        let mut written = 0;
        for (index, line) in text.lines().enumerate() {
            let at = |problem| SetupError::new(index + 1, problem);
            let Some(rule) = Rule::read(line).map_err(at)? else {
                continue;
            };
            written += rule.to_string().len() + "\n".len();
            rules.push(rule);
            if rules.len() > Self::MAX_RULES {
                return Err(at(Problem::TooMany));
            }
            // What is written back can be read again.
            if written > Self::MAX_OCTETS {
                return Err(at(Problem::TooLong));
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

/// A whole number: digits, and neither a sign nor anything else.
pub(crate) fn number(digits: &str) -> Option<u64> {
    let plain = digits.bytes().all(|octet| octet.is_ascii_digit());
    digits.parse().ok().filter(|_| plain)
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
