//! How a host is spelled, and which hosts an operator means. `addresses.md` shows the spellings.

use std::{fmt, net::IpAddr, str::FromStr};

use wsmtp_proto::Unicode;

/// A name in DNS without its last dot (RFC 1035 section 2.3.4).
const MAX_NAME: usize = 253;

/// A part between dots.
const MAX_LABEL: usize = 63;

/// A host in its one spelling: a name in lower case and ASCII, or an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Host {
    Name(String),
    Address(IpAddr),
}

/// Why a text is no host. None of them repeats it: it may come from a page, and goes into logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HostError {
    /// It is longer than a name may be.
    #[error("a host name is at most {MAX_NAME} characters long")]
    TooLong,
    /// It has a character that no name has.
    #[error(
        "only letters, digits, `-`, `_` and `.` make a host name; write it alone, without brackets, port, zone or percent signs"
    )]
    Character,
    /// It has a part that no name has.
    #[error(
        "a part between the dots of a host name has 1 to {MAX_LABEL} characters, and a hyphen neither first nor last"
    )]
    Label,
    /// It ends in a number, so some programs would read it as an address, each its own way.
    #[error(
        "a host that ends in a number is an address in an unusual spelling; write four decimal numbers, like 192.0.2.7"
    )]
    Number,
    /// It has letters beyond ASCII that stand in no name.
    #[error("the host name has letters that no name has; write it in its ASCII form, with xn--")]
    Letters,
}

impl FromStr for Host {
    type Err = HostError;

    fn from_str(text: &str) -> Result<Self, HostError> {
        if let Ok(address) = text.parse() {
            return Ok(Self::Address(address));
        }
        let ascii = if text.is_ascii() {
            text.to_ascii_lowercase()
        } else {
            (Unicode::TABLES.domain_to_ascii)(text).ok_or(HostError::Letters)?
        };
        // The dot at the end says only that the name is whole.
        let name = ascii.strip_suffix('.').unwrap_or(&ascii);
        check(name)?;
        Ok(Self::Name(name.to_owned()))
    }
}

fn check(name: &str) -> Result<(), HostError> {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    if name.len() > MAX_NAME {
        Err(HostError::TooLong)
    } else if !name.bytes().all(is_letter) {
        Err(HostError::Character)
    } else if !name.split('.').all(is_label) {
        Err(HostError::Label)
    } else if name.rsplit('.').next().is_some_and(is_number) {
        Err(HostError::Number)
    } else {
        Ok(())
    }
}

fn is_label(label: &str) -> bool {
    (1..=MAX_LABEL).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
}

/// What ends a host that browsers read as an IPv4 address (the URL standard's "ends in a number").
fn is_number(label: &str) -> bool {
    let is_decimal = label.bytes().all(|byte| byte.is_ascii_digit());
    let hexadecimal = label.strip_prefix("0x");
    is_decimal || hexadecimal.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Address(address) => address.fmt(f),
        }
    }
}

/// Hosts that an operator permits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Pattern {
    /// This one.
    Host(Host),
    /// All names below this one; it is kept with the dot before it.
    Below(String),
}

impl Pattern {
    pub(super) fn admits(&self, host: &Host) -> bool {
        match (self, host) {
            (Self::Host(known), host) => known == host,
            (Self::Below(domain), Host::Name(name)) => name.ends_with(domain),
            (Self::Below(_), Host::Address(_)) => false,
        }
    }
}

impl FromStr for Pattern {
    type Err = HostError;

    fn from_str(text: &str) -> Result<Self, HostError> {
        let Some(domain) = text.strip_prefix("*.") else {
            return text.parse().map(Self::Host);
        };
        match domain.parse()? {
            Host::Name(name) => Ok(Self::Below(format!(".{name}"))),
            Host::Address(_) => Err(HostError::Number),
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Host(host) => host.fmt(f),
            Self::Below(domain) => write!(f, "*{domain}"),
        }
    }
}

#[cfg(test)]
mod tests;
