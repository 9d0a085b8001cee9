use core::fmt;

use super::{DeliverBy, Hold, LateAction, UtcTime, number};

/// What a server says behind DELIVERBY ([RFC 2852 section 2]).
///
/// [RFC 2852 section 2]: https://www.rfc-editor.org/rfc/rfc2852#section-2
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeliverByOffer {
    /// The shortest time in seconds that it can keep to, where it names one.
    pub min_seconds: Option<u32>,
}

impl DeliverByOffer {
    // deliverby-param = min-by-time *( "," extension-token )
    pub(super) fn parse(parameters: &str) -> Self {
        let least = parameters.split(',').next().unwrap_or_default();
        Self {
            min_seconds: seconds(least.trim_ascii()),
        }
    }

    /// Whether the server can do this. It refuses a shorter time only where the mail is to be
    /// returned (RFC 2852 section 4).
    #[must_use]
    pub fn takes(&self, wish: &DeliverBy) -> bool {
        let least = self.min_seconds.map_or(0, i64::from);
        wish.late() == LateAction::Notify || i64::from(wish.seconds()) >= least
    }
}

impl fmt::Display for DeliverByOffer {
    /// The line of the reply to EHLO.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DELIVERBY")?;
        self.min_seconds
            .map_or(Ok(()), |seconds| write!(f, " {seconds}"))
    }
}

/// What a server says behind FUTURERELEASE ([RFC 4865 section 3]). Where it leaves a number out, it
/// has the last word.
///
/// [RFC 4865 section 3]: https://www.rfc-editor.org/rfc/rfc4865#section-3
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FutureReleaseOffer {
    /// The longest that it holds a mail, in seconds.
    pub max_seconds: Option<u32>,
    /// The latest time that it holds a mail until.
    pub max_until: Option<UtcTime>,
}

impl FutureReleaseOffer {
    // "FUTURERELEASE" SP max-future-release-interval SP max-future-release-date-time
    pub(super) fn parse(parameters: &str) -> Self {
        let mut words = parameters.split_ascii_whitespace();
        Self {
            max_seconds: words.next().and_then(seconds),
            max_until: words.next().and_then(|word| word.parse().ok()),
        }
    }

    /// Whether the server holds a mail for so long.
    #[must_use]
    pub fn takes(&self, wish: &Hold) -> bool {
        match *wish {
            Hold::For(wish) => self.max_seconds.is_none_or(|max| wish.get() <= max),
            Hold::Until(wish) => self.max_until.is_none_or(|max| wish <= max),
        }
    }
}

impl fmt::Display for FutureReleaseOffer {
    /// The line of the reply to EHLO.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FUTURERELEASE")?;
        self.max_seconds
            .map_or(Ok(()), |seconds| write!(f, " {seconds}"))?;
        self.max_until.map_or(Ok(()), |until| write!(f, " {until}"))
    }
}

// 1*9DIGIT
fn seconds(digits: &str) -> Option<u32> {
    number(digits, 9)
}
