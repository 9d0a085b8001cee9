use core::{fmt, str::FromStr};

use crate::types::{self, ValueError, syntax};

/// A time in UTC to the second, from 1970 to 9999 ([RFC 3339 section 5.6]).
///
/// [RFC 3339 section 5.6]: https://www.rfc-editor.org/rfc/rfc3339#section-5.6
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UtcTime(u64);

const DAY: u64 = 24 * 60 * 60;

impl UtcTime {
    /// The last second of the year 9999, in seconds since 1970 began: RFC 3339 has four digits.
    pub const MAX: u64 = 253_402_300_799;
    const WHAT: &'static str = "time";

    /// So many seconds since 1970 began, leap seconds not counted; `None` beyond
    /// [`MAX`](Self::MAX).
    #[must_use]
    pub const fn from_unix(seconds: u64) -> Option<Self> {
        if seconds <= Self::MAX {
            Some(Self(seconds))
        } else {
            None
        }
    }

    /// How many seconds since 1970 began.
    #[must_use]
    pub const fn to_unix(self) -> u64 {
        self.0
    }
}

impl FromStr for UtcTime {
    type Err = ValueError;

    // date-time = full-date "T" partial-time "Z" ; fractions of a second are dropped
    fn from_str(given: &str) -> Result<Self, ValueError> {
        let reason = "it is written as 2030-01-31T12:00:00Z";
        read(given).ok_or_else(|| syntax(Self::WHAT, given, reason))
    }
}

impl fmt::Display for UtcTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = date(self.0 / DAY);
        let (hour, minute, second) = (self.0 / 3600 % 24, self.0 / 60 % 60, self.0 % 60);
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"
        )
    }
}

fn read(given: &str) -> Option<UtcTime> {
    let given = given.to_ascii_uppercase();
    let (date, time) = given.split_once('T')?;
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    let time = time.strip_suffix('Z')?;
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let [hour, minute, second] = numbers(time, ':', [2, 2, 2])?;
    // A leap second, :60, is the first second of the next minute.
    let sound = year >= 1970
        && (1..=12).contains(&month)
        && (1..=length(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second <= 60
        && is_number(fraction);
    if !sound {
        return None;
    }
    let days = days_before(year, month) + day - 1;
    UtcTime::from_unix(days * DAY + hour * 3600 + minute * 60 + second)
}

/// Three numbers of just so many digits.
fn numbers(given: &str, separator: char, widths: [usize; 3]) -> Option<[u64; 3]> {
    let mut parts = given.split(separator);
    let mut read = [0; 3];
    for (number, width) in read.iter_mut().zip(widths) {
        let part = parts.next()?;
        *number = types::number(part, width)
            .filter(|_| part.len() == width)?
            .into();
    }
    parts.next().is_none().then_some(read)
}

fn is_number(given: &str) -> bool {
    !given.is_empty() && given.bytes().all(|b| b.is_ascii_digit())
}

const fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

const fn length(year: u64, month: u64) -> u64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970 to the first of this month.
fn days_before(year: u64, month: u64) -> u64 {
    let years = year.saturating_sub(1970);
    let past = year.saturating_sub(1);
    // 477 leap years passed before 1970.
    let leaps = (past / 4 + past / 400).saturating_sub(past / 100 + 477);
    let months: u64 = (1..month).map(|month| length(year, month)).sum();
    years * 365 + leaps + months
}

/// Year, month and day of a day counted from 1970.
fn date(days: u64) -> (u64, u64, u64) {
    // A few years too early at most, and never too late, for no year has more than 366 days.
    let mut year = 1970 + days / 366;
    while days_before(year + 1, 1) <= days {
        year += 1;
    }
    let mut rest = days - days_before(year, 1);
    let mut month = 1;
    while rest >= length(year, month) {
        rest -= length(year, month);
        month += 1;
    }
    (year, month, rest + 1)
}
