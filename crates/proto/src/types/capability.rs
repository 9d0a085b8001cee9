use alloc::{string::String, vec::Vec};

use super::{DeliverByOffer, FutureReleaseOffer, Limits, Mechanism, Reply};

/// What a server said it can do in its reply to EHLO ([RFC 5321 section 4.1.1.1]).
///
/// Empty after HELO.
///
/// [RFC 5321 section 4.1.1.1]: https://www.rfc-editor.org/rfc/rfc5321#section-4.1.1.1
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Capabilities {
    lines: Vec<String>,
}

impl Capabilities {
    /// Reads the lines behind the first one of an EHLO reply.
    #[must_use]
    pub fn from_reply(reply: &Reply) -> Self {
        Self {
            lines: reply
                .lines()
                .iter()
                .skip(1)
                .map(|line| line.trim_ascii().into())
                .collect(),
        }
    }

    /// Each line as the server wrote it.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// Whether the server names this extension, in any case.
    #[must_use]
    pub fn has(&self, keyword: &str) -> bool {
        self.parameters(keyword).is_some()
    }

    /// What stands behind the keyword on its line, empty where nothing does.
    #[must_use]
    pub fn parameters(&self, keyword: &str) -> Option<&str> {
        self.lines.iter().find_map(|line| {
            let (name, rest) = line.split_once(' ').unwrap_or((line, ""));
            name.eq_ignore_ascii_case(keyword).then_some(rest)
        })
    }

    /// The largest mail in octets (RFC 1870): `None` where SIZE is not offered or names no limit.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        self.parameters("SIZE")?
            .trim_ascii()
            .parse()
            .ok()
            .filter(|limit| *limit > 0)
    }

    /// The offered mechanisms that the engine speaks, strongest first (RFC 4954 section 3).
    ///
    /// Also reads the `AUTH=` form of old servers.
    #[must_use]
    pub fn auth(&self) -> Vec<Mechanism> {
        let offered = |m: &Mechanism| {
            self.mechanisms()
                .any(|name| Mechanism::from_name(name) == Some(*m))
        };
        Mechanism::ALL.into_iter().filter(offered).collect()
    }

    /// Every mechanism name that the server offers, as it wrote it.
    pub fn mechanisms(&self) -> impl Iterator<Item = &str> {
        self.lines
            .iter()
            .filter_map(|line| offered(line))
            .flat_map(str::split_ascii_whitespace)
    }

    /// RFC 3207.
    #[must_use]
    pub fn starttls(&self) -> bool {
        self.has("STARTTLS")
    }

    /// RFC 2920.
    #[must_use]
    pub fn pipelining(&self) -> bool {
        self.has("PIPELINING")
    }

    /// RFC 6152.
    #[must_use]
    pub fn eight_bit_mime(&self) -> bool {
        self.has("8BITMIME")
    }

    /// RFC 3030 section 2: BDAT.
    #[must_use]
    pub fn chunking(&self) -> bool {
        self.has("CHUNKING")
    }

    /// RFC 3030 section 3, which has no meaning without CHUNKING.
    #[must_use]
    pub fn binary_mime(&self) -> bool {
        self.has("BINARYMIME") && self.chunking()
    }

    /// RFC 6531.
    #[must_use]
    pub fn smtp_utf8(&self) -> bool {
        self.has("SMTPUTF8")
    }

    /// RFC 3461.
    #[must_use]
    pub fn dsn(&self) -> bool {
        self.has("DSN")
    }

    /// RFC 2034.
    #[must_use]
    pub fn enhanced_status_codes(&self) -> bool {
        self.has("ENHANCEDSTATUSCODES")
    }

    /// RFC 8689.
    #[must_use]
    pub fn require_tls(&self) -> bool {
        self.has("REQUIRETLS")
    }

    /// RFC 2852.
    #[must_use]
    pub fn deliver_by(&self) -> Option<DeliverByOffer> {
        self.parameters("DELIVERBY").map(DeliverByOffer::parse)
    }

    /// RFC 4865.
    #[must_use]
    pub fn future_release(&self) -> Option<FutureReleaseOffer> {
        let parameters = self.parameters("FUTURERELEASE");
        parameters.map(FutureReleaseOffer::parse)
    }

    /// RFC 6710.
    #[must_use]
    pub fn mt_priority(&self) -> bool {
        self.has("MT-PRIORITY")
    }

    /// RFC 7293.
    #[must_use]
    pub fn rrvs(&self) -> bool {
        self.has("RRVS")
    }

    /// RFC 9422; without LIMITS there are none.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.parameters("LIMITS")
            .map_or_else(Limits::default, Limits::parse)
    }
}

/// What stands behind `AUTH ` or `AUTH=`.
fn offered(line: &str) -> Option<&str> {
    let (keyword, rest) = line.split_at_checked(5)?;
    let auth = keyword.eq_ignore_ascii_case("AUTH ") || keyword.eq_ignore_ascii_case("AUTH=");
    auth.then_some(rest)
}

#[cfg(test)]
mod tests;
