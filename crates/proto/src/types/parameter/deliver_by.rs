use core::{fmt, str::FromStr};

use crate::types::{ValueError, number, syntax};

/// By when a mail is to be delivered ([RFC 2852 section 4]).
///
/// [RFC 2852 section 4]: https://www.rfc-editor.org/rfc/rfc2852#section-4
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DeliverBy {
    seconds: i32,
    late: LateAction,
    trace: bool,
}

/// What becomes of a mail that could not be delivered in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LateAction {
    /// It goes on, and the sender is told.
    Notify,
    /// It goes back.
    Return,
}

impl DeliverBy {
    /// The most seconds, either way.
    pub const MAX: i32 = 999_999_999;
    const WHAT: &'static str = "time to deliver by";

    /// So many seconds from now, or ago; `trace` asks each server on the way for a report.
    ///
    /// # Errors
    /// More than nine digits; or the mail is to go back after no time at all.
    pub fn new(seconds: i32, late: LateAction, trace: bool) -> Result<Self, ValueError> {
        let given = Self {
            seconds,
            late,
            trace,
        };
        let reason = if !(-Self::MAX..=Self::MAX).contains(&seconds) {
            "it has nine digits at most"
        } else if late == LateAction::Return && seconds <= 0 {
            "a mail that is to go back needs a second at least"
        } else {
            return Ok(given);
        };
        Err(syntax(Self::WHAT, &alloc::format!("{given}"), reason))
    }

    /// How many seconds from now; negative where that was before now.
    #[must_use]
    pub const fn seconds(self) -> i32 {
        self.seconds
    }

    /// What becomes of it when it is late.
    #[must_use]
    pub const fn late(self) -> LateAction {
        self.late
    }

    /// Whether each server on the way is to report.
    #[must_use]
    pub const fn trace(self) -> bool {
        self.trace
    }
}

impl FromStr for DeliverBy {
    type Err = ValueError;

    // by-value = by-time ";" by-mode [by-trace]
    // by-time = ["-" / "+"] 1*9DIGIT
    fn from_str(given: &str) -> Result<Self, ValueError> {
        let bad = || {
            syntax(
                Self::WHAT,
                given,
                "it is seconds, a semicolon and N, R, NT or RT",
            )
        };
        let (time, mode) = given.split_once(';').ok_or_else(bad)?;
        let (late, trace) = match mode.to_ascii_uppercase().as_str() {
            "N" => (LateAction::Notify, false),
            "NT" => (LateAction::Notify, true),
            "R" => (LateAction::Return, false),
            "RT" => (LateAction::Return, true),
            _ => return Err(bad()),
        };
        let (sign, digits) = match time.strip_prefix('-') {
            Some(digits) => (-1, digits),
            None => (1, time.strip_prefix('+').unwrap_or(time)),
        };
        let seconds = number(digits, 10).and_then(|seconds| i32::try_from(seconds).ok());
        Self::new(sign * seconds.ok_or_else(bad)?, late, trace)
    }
}

impl fmt::Display for DeliverBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let late = match self.late {
            LateAction::Notify => "N",
            LateAction::Return => "R",
        };
        let trace = if self.trace { "T" } else { "" };
        write!(f, "{};{late}{trace}", self.seconds)
    }
}
