use alloc::string::String;
use core::{fmt, str::FromStr};

use super::{Domain, ValueError, check_length, check_text, syntax};
use crate::Unicode;

/// `local-part@domain` ([RFC 5321 section 4.1.2]); the local part may be a quoted string, and both
/// parts may go beyond ASCII ([RFC 6531 section 3.3]).
///
/// [RFC 5321 section 4.1.2]: https://www.rfc-editor.org/rfc/rfc5321#section-4.1.2
/// [RFC 6531 section 3.3]: https://www.rfc-editor.org/rfc/rfc6531#section-3.3
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    local: String,
    domain: Domain,
}

impl Mailbox {
    /// RFC 5321 section 4.5.3.1.1, in octets.
    pub const MAX_LOCAL: usize = 64;
    const WHAT: &'static str = "mail address";

    /// What stands before the last `@`, quotes included.
    #[must_use]
    pub fn local(&self) -> &str {
        &self.local
    }

    /// What stands after the last `@`.
    #[must_use]
    pub const fn domain(&self) -> &Domain {
        &self.domain
    }

    /// Whether it can be sent without SMTPUTF8.
    #[must_use]
    pub const fn is_ascii(&self) -> bool {
        self.local.as_str().is_ascii() && self.domain.is_ascii()
    }

    /// The same address in ASCII, where it has that form: only the domain can be written in
    /// another way.
    #[must_use]
    pub fn to_ascii(&self, unicode: &Unicode) -> Option<Self> {
        let domain = self.domain.to_ascii(unicode)?;
        let local = self.local.clone();
        local.is_ascii().then_some(Self { local, domain })
    }
}

impl FromStr for Mailbox {
    type Err = ValueError;

    fn from_str(given: &str) -> Result<Self, ValueError> {
        check_text(Self::WHAT, given, Self::MAX_LOCAL + 1 + Domain::MAX)?;
        let Some((local, domain)) = given.rsplit_once('@') else {
            return Err(syntax(Self::WHAT, given, "the @ is missing"));
        };
        check_local(given, local)?;
        Ok(Self {
            local: local.into(),
            domain: domain.parse()?,
        })
    }
}

fn check_local(given: &str, local: &str) -> Result<(), ValueError> {
    if local.is_empty() {
        return Err(syntax(Mailbox::WHAT, given, "nothing stands before the @"));
    }
    check_length("the part before the @", local.len(), Mailbox::MAX_LOCAL)?;
    match local.strip_prefix('"') {
        Some(rest) => check_quoted(given, rest),
        None if local.split('.').all(is_atom) => Ok(()),
        None => Err(syntax(
            Mailbox::WHAT,
            given,
            "the part before the @ needs quotes",
        )),
    }
}

// Atom = 1*atext ; atext =/ UTF8-non-ascii
fn is_atom(part: &str) -> bool {
    let atext =
        |b: u8| !b.is_ascii() || b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b);
    !part.is_empty() && part.bytes().all(atext)
}

// Quoted-string = DQUOTE *QcontentSMTP DQUOTE ; controls were refused before
fn check_quoted(given: &str, rest: &str) -> Result<(), ValueError> {
    let mut bytes = rest.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' if bytes.len() == 0 => return Ok(()),
            b'"' => {
                return Err(syntax(
                    Mailbox::WHAT,
                    given,
                    "text follows the closing quote",
                ));
            }
            b'\\' if bytes.next().is_none() => break,
            _ => {}
        }
    }
    Err(syntax(Mailbox::WHAT, given, "the closing quote is missing"))
}

impl fmt::Display for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.local, self.domain)
    }
}
