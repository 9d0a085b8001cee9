//! A fault as it stands in a setup.

use alloc::string::{String, ToString};
use core::{str::FromStr, time::Duration};

use wsmtp_proto::types::{Class, Code, Reply};

use super::{Action, Fault, Pattern, Stage};
use crate::setup::{Problem, number};

impl Fault {
    /// What stands before the colon, and behind.
    pub(crate) fn read(stage: Stage, rest: &str, action: &str) -> Result<Self, Problem> {
        let (pattern, rest) = if rest.is_empty() || is_first(rest) {
            (Pattern::new("*"), rest)
        } else {
            let (pattern, rest) = rest.split_once(' ').unwrap_or((rest, ""));
            (pattern.parse()?, rest.trim())
        };
        if !stage.has_address() && pattern != Pattern::new("*") {
            return Err(Problem::NoAddress(stage.name()));
        }
        let first = match rest.strip_prefix("first") {
            Some(number) => Some(first(number.trim())?),
            None if rest.is_empty() => None,
            None => return Err(Problem::Rest(rest.to_string())),
        };
        let action = Action::read(stage, action)?;
        Ok(Self {
            stage,
            pattern,
            first,
            action,
        })
    }
}

/// `first 2`, and not the address `first@example.org`.
fn is_first(rest: &str) -> bool {
    rest.split(' ').next() == Some("first")
}

fn first(given: &str) -> Result<u32, Problem> {
    let first = number(given).and_then(|first| u32::try_from(first).ok());
    first
        .filter(|first| (1..=Fault::MAX_FIRST).contains(first))
        .ok_or(Problem::First)
}

impl FromStr for Pattern {
    type Err = Problem;

    fn from_str(given: &str) -> Result<Self, Problem> {
        let given = if given == "<>" { "" } else { given };
        let wrong = |c: char| c.is_control() || c.is_whitespace();
        if given.len() > Self::MAX || given.contains(wrong) || given.matches('*').count() > 1 {
            return Err(Problem::Pattern);
        }
        Ok(Self::new(String::from(given)))
    }
}

impl Action {
    fn read(stage: Stage, given: &str) -> Result<Self, Problem> {
        let (verb, rest) = given.split_once(' ').unwrap_or((given, ""));
        let rest = rest.trim();
        let is_tls = stage == Stage::StartTls;
        match verb {
            "reply" => reply(stage, rest).map(Self::Reply),
            "delay" => delay(rest).map(Self::Delay),
            "silence" if rest.is_empty() => Ok(Self::Silence),
            "cut" => cut(stage, rest),
            "strip" if rest.is_empty() && is_tls => Ok(Self::Strip),
            "inject" if is_tls => inject(rest),
            "strip" | "inject" if !is_tls => Err(Problem::StartTlsAlone),
            _ => Err(Problem::Action(given.to_string())),
        }
    }
}

fn reply(stage: Stage, given: &str) -> Result<Reply, Problem> {
    let (code, text) = given.split_once(' ').unwrap_or((given, ""));
    let code = number(code).filter(|_| code.len() == 3);
    let code = code.and_then(|code| Code::new(u16::try_from(code).ok()?));
    let code = code.ok_or(Problem::Code)?;
    let fits = match (code.class(), stage) {
        (Class::Intermediate, Stage::Data) => true,
        (Class::Intermediate, _) => false,
        (Class::Success, Stage::Data | Stage::Content) => false,
        (Class::Success | Class::Transient | Class::Permanent, _) => true,
    };
    if !fits {
        return Err(Problem::CodeThere(code.get(), stage.name()));
    }
    let text = unescaped(text.trim())?;
    let lines = || text.split('\n');
    if lines().count() > Action::MAX_LINES || lines().any(|line| line.len() > Action::MAX_LINE) {
        return Err(Problem::ReplyTooLong);
    }
    Ok(Reply::new(code, None, &text))
}

/// `\n` divides lines, `\\` is a backslash.
fn unescaped(text: &str) -> Result<String, Problem> {
    let mut plain = String::with_capacity(text.len());
    let mut escaped = false;
    for c in text.chars() {
        match (escaped, c) {
            (true, 'n') => plain.push('\n'),
            (true, '\\') => plain.push('\\'),
            (true, _) => return Err(Problem::Escape),
            (false, '\\') => {}
            (false, c) if c.is_control() => return Err(Problem::Control),
            (false, c) => plain.push(c),
        }
        escaped = !escaped && c == '\\';
    }
    if escaped {
        return Err(Problem::Escape);
    }
    Ok(plain)
}

// 1*DIGIT ["." 1*3DIGIT] "s" / 1*DIGIT "ms"
fn delay(given: &str) -> Result<Duration, Problem> {
    let millis = match given.strip_suffix("ms") {
        Some(millis) => number(millis),
        None => given.strip_suffix('s').and_then(seconds),
    };
    let delay = Duration::from_millis(millis.ok_or(Problem::Delay)?);
    if delay.is_zero() || delay > Action::MAX_DELAY {
        return Err(Problem::Delay);
    }
    Ok(delay)
}

/// In milliseconds.
fn seconds(given: &str) -> Option<u64> {
    let (whole, part) = given.split_once('.').unwrap_or((given, "0"));
    let scale = [100, 10, 1].get(part.len().checked_sub(1)?)?;
    let part = number(part)? * scale;
    number(whole)?.checked_mul(1000)?.checked_add(part)
}

fn cut(stage: Stage, rest: &str) -> Result<Action, Problem> {
    if rest.is_empty() {
        return Ok(Action::Cut { after: 0 });
    }
    let octets = rest.strip_prefix("after").map(str::trim);
    let octets = octets.filter(|_| stage == Stage::Content);
    let octets = octets.and_then(number);
    let octets = octets.filter(|octets| *octets <= Action::MAX_AFTER);
    octets
        .map(|after| Action::Cut { after })
        .ok_or(Problem::Cut)
}

fn inject(rest: &str) -> Result<Action, Problem> {
    if rest.is_empty() || rest.len() > Action::MAX_LINE || rest.contains(char::is_control) {
        return Err(Problem::Inject);
    }
    Ok(Action::Inject(rest.to_string()))
}
