use alloc::string::String;
use core::{fmt, str::FromStr};

use super::{ValueError, check_text, number, syntax};
use crate::Unicode;

/// A domain name, or an address literal in brackets ([RFC 5321 section 4.1.2]); its labels may be
/// U-labels ([RFC 6531 section 3.3]).
///
/// At most 255 octets, each label at most 63 characters. Underscores are accepted: hosts in the
/// field have them. Letters keep their case; comparison ignores that of ASCII.
///
/// [RFC 5321 section 4.1.2]: https://www.rfc-editor.org/rfc/rfc5321#section-4.1.2
/// [RFC 6531 section 3.3]: https://www.rfc-editor.org/rfc/rfc6531#section-3.3
#[derive(Clone, Debug)]
pub struct Domain(String);

impl Domain {
    /// RFC 5321 section 4.5.3.1.2, in octets.
    pub const MAX: usize = 255;
    const WHAT: &'static str = "domain";

    /// The name as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it can be sent without SMTPUTF8.
    #[must_use]
    pub const fn is_ascii(&self) -> bool {
        self.0.as_str().is_ascii()
    }

    /// The same domain with A-labels, where it has that form.
    #[must_use]
    pub fn to_ascii(&self, unicode: &Unicode) -> Option<Self> {
        if self.is_ascii() {
            return Some(self.clone());
        }
        let domain: Self = (unicode.domain_to_ascii)(&self.0)?.parse().ok()?;
        Some(domain).filter(Self::is_ascii)
    }
}

impl FromStr for Domain {
    type Err = ValueError;

    fn from_str(given: &str) -> Result<Self, ValueError> {
        check_text(Self::WHAT, given, Self::MAX)?;
        match given.strip_prefix('[') {
            Some(rest) => check_literal(given, rest)?,
            None if is_ipv4(given) => {
                let reason = "an address stands in brackets, as [192.0.2.1]";
                return Err(syntax(Self::WHAT, given, reason));
            }
            None => given
                .split('.')
                .try_for_each(|label| check_label(given, label))?,
        }
        Ok(Self(given.into()))
    }
}

// address-literal = "[" ( IPv4-address-literal / IPv6-address-literal / General-address-literal ) "]"
fn check_literal(given: &str, rest: &str) -> Result<(), ValueError> {
    let Some(inner) = rest.strip_suffix(']') else {
        return Err(syntax(
            Domain::WHAT,
            given,
            "the closing bracket is missing",
        ));
    };
    let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b':' | b'-');
    if inner.is_empty() || !inner.bytes().all(allowed) {
        return Err(syntax(
            Domain::WHAT,
            given,
            "not an address between the brackets",
        ));
    }
    Ok(())
}

// IPv4-address-literal = Snum 3("." Snum), without leading zeros
fn is_ipv4(given: &str) -> bool {
    let is_octet = |part: &str| {
        let octet = number(part, 3).is_some_and(|octet| octet < 256);
        octet && (part == "0" || !part.starts_with('0'))
    };
    given.split('.').count() == 4 && given.split('.').all(is_octet)
}

// sub-domain = Let-dig [Ldh-str] / U-label
//
// Whether a U-label is a good one is for its registry to say. The dots of other scripts are no
// part of any: some programs would cut the label there.
fn check_label(given: &str, label: &str) -> Result<(), ValueError> {
    let reason = if label.is_empty() {
        "two dots in a row, or a dot at an end"
    } else if label.chars().count() > 63 {
        "a part between dots is longer than 63 characters"
    } else if label.starts_with('-') || label.ends_with('-') {
        "a part between dots begins or ends with a hyphen"
    } else if !label.chars().all(is_of_label) {
        "only letters, digits, hyphens and dots are allowed"
    } else {
        return Ok(());
    };
    Err(syntax(Domain::WHAT, given, reason))
}

const fn is_of_label(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(c, '-' | '_')
        || (!c.is_ascii() && !matches!(c, '\u{3002}' | '\u{FF0E}' | '\u{FF61}'))
}

impl PartialEq for Domain {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for Domain {}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
