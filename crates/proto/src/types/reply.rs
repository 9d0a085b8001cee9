use alloc::{string::String, vec::Vec};
use core::fmt;

use super::EnhancedCode;

/// The first digit of a reply code ([RFC 5321 section 4.2.1]).
///
/// [RFC 5321 section 4.2.1]: https://www.rfc-editor.org/rfc/rfc5321#section-4.2.1
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// 2yz: done.
    Success,
    /// 3yz: go on with the next part of the same command.
    Intermediate,
    /// 4yz: not now, trying again later may help.
    Transient,
    /// 5yz: no, and the same again will be refused again.
    Permanent,
}

/// A reply code, 200 to 599.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(u16);

impl Code {
    /// `None` outside 200 to 599.
    #[must_use]
    pub const fn new(code: u16) -> Option<Self> {
        if code >= 200 && code <= 599 {
            Some(Self(code))
        } else {
            None
        }
    }

    /// The number itself.
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0
    }

    /// Its first digit.
    #[must_use]
    pub const fn class(self) -> Class {
        match self.0 {
            200..=299 => Class::Success,
            300..=399 => Class::Intermediate,
            400..=499 => Class::Transient,
            _ => Class::Permanent,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// A server's whole answer to one command: one line or several ([RFC 5321 section 4.2]).
///
/// [RFC 5321 section 4.2]: https://www.rfc-editor.org/rfc/rfc5321#section-4.2
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    code: Code,
    lines: Vec<String>,
}

impl Reply {
    /// A reply of one line per line of `text`, as a server says it.
    ///
    /// The enhanced status code, where given, is put before the text of every line (RFC 2034).
    /// Controls in `text` other than the line ends become spaces.
    #[must_use]
    pub fn new(code: Code, enhanced: Option<EnhancedCode>, text: &str) -> Self {
        let line = |line: &str| {
            let clean = line.chars().map(|c| if c.is_control() { ' ' } else { c });
            enhanced.map_or_else(String::new, |e| alloc::format!("{e} "))
                + &clean.collect::<String>()
        };
        let lines: Vec<_> = text.split('\n').map(line).collect();
        Self { code, lines }
    }

    /// A reply as it was read: `lines` are what stood behind the code on each line.
    pub(crate) const fn from_wire(code: Code, lines: Vec<String>) -> Self {
        Self { code, lines }
    }

    /// The three digits.
    #[must_use]
    pub const fn code(&self) -> Code {
        self.code
    }

    /// The class of the three digits.
    #[must_use]
    pub const fn class(&self) -> Class {
        self.code.class()
    }

    /// Whether the command was done (2yz).
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.class() == Class::Success
    }

    /// Whether the command was refused, for now or for good (4yz or 5yz).
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        matches!(self.class(), Class::Transient | Class::Permanent)
    }

    /// The same without enhanced status codes.
    pub(crate) fn without_enhanced(&self) -> Self {
        let lines = self.lines.iter().map(|line| self.words(line).into());
        Self::from_wire(self.code, lines.collect())
    }

    /// The enhanced status code of the first line, where there is one of the same class.
    #[must_use]
    pub fn enhanced(&self) -> Option<EnhancedCode> {
        let first = self.lines.first()?;
        let code: EnhancedCode = first.split(' ').next()?.parse().ok()?;
        (code.class() == self.class()).then_some(code)
    }

    /// What stood behind the code on each line, at least one.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// The words alone: lines joined by line feeds, enhanced status codes taken off.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (number, line) in self.lines.iter().enumerate() {
            if number > 0 {
                text.push('\n');
            }
            text.push_str(self.words(line));
        }
        text
    }

    /// All lines as one.
    pub(crate) fn joined(&self, separator: &str) -> String {
        let mut joined = String::new();
        for (number, line) in self.lines.iter().enumerate() {
            if number > 0 {
                joined.push_str(separator);
            }
            joined.push_str(line);
        }
        joined
    }

    fn words<'a>(&self, line: &'a str) -> &'a str {
        match line.split_once(' ') {
            Some((code, rest)) if self.enhanced().is_some() && is_enhanced(code) => rest,
            Some(_) => line,
            None if self.enhanced().is_some() && is_enhanced(line) => "",
            None => line,
        }
    }

    /// The reply as it goes over the wire, `250-` on all lines but the last.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        self.wire().into_bytes()
    }

    /// As [`encode`](Self::encode), but as text.
    pub(crate) fn wire(&self) -> String {
        let mut wire = String::new();
        let last = self.lines.len().saturating_sub(1);
        for (index, line) in self.lines.iter().enumerate() {
            let separator = if index == last { ' ' } else { '-' };
            wire.push_str(&alloc::format!("{}{separator}{line}\r\n", self.code));
        }
        wire
    }
}

fn is_enhanced(word: &str) -> bool {
    word.parse::<EnhancedCode>().is_ok()
}

impl fmt::Display for Reply {
    /// On one line, for messages: `550 5.1.1 no such user`. What is too long to be read is cut.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// In characters.
        const SHOWN: usize = 500;
        let words = self.joined(" / ");
        let shown = words
            .char_indices()
            .nth(SHOWN)
            .and_then(|(at, _)| words.get(..at));
        match shown {
            Some(shown) => write!(f, "{} {shown}…", self.code),
            None => write!(f, "{} {words}", self.code),
        }
    }
}
