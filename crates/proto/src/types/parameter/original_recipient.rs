use alloc::{format, string::String};
use core::{fmt::Write, str::FromStr};

use super::xtext;
use crate::types::{ForwardPath, ValueError, check_ascii, check_length, check_text, syntax};

/// A recipient as the sender wrote it, however often the address was replaced on the way
/// ([RFC 3461 section 4.2], [RFC 6533 section 3]).
///
/// It need not be an address that SMTP can send to: another network's is named by another type.
///
/// [RFC 3461 section 4.2]: https://www.rfc-editor.org/rfc/rfc3461#section-4.2
/// [RFC 6533 section 3]: https://www.rfc-editor.org/rfc/rfc6533#section-3
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OriginalRecipient {
    /// INVARIANT: an atom in lower case.
    kind: String,
    address: String,
}

impl OriginalRecipient {
    /// In octets as it is sent, with its type.
    pub const MAX: usize = 500;
    const WHAT: &'static str = "original recipient";
    const RFC822: &'static str = "rfc822";
    const UTF8: &'static str = "utf-8";

    /// An address of this type, such as `rfc822`.
    ///
    /// # Errors
    /// The type is no atom; the address is empty, holds a control, goes beyond ASCII where its type
    /// is not `utf-8`, or is too long.
    pub fn new(kind: &str, address: &str) -> Result<Self, ValueError> {
        let atom = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        if kind.is_empty() || !kind.bytes().all(atom) {
            return Err(syntax(
                Self::WHAT,
                kind,
                "its type is a word, such as rfc822",
            ));
        }
        let original = Self {
            kind: kind.to_ascii_lowercase(),
            address: address.into(),
        };
        if original.kind == Self::UTF8 {
            check_text(Self::WHAT, address, Self::MAX)?;
        } else {
            check_ascii(Self::WHAT, address, Self::MAX)?;
        }
        check_length(Self::WHAT, original.to_xtext().len(), Self::MAX)?;
        Ok(original)
    }

    /// The recipient that a mail goes to, where nothing was replaced yet.
    ///
    /// # Errors
    /// The address goes beyond ASCII so far that it is too long when it is encoded.
    pub fn of(path: &ForwardPath) -> Result<Self, ValueError> {
        let kind = if path.is_ascii() {
            Self::RFC822
        } else {
            Self::UTF8
        };
        Self::new(kind, &format!("{}", path.mailbox()))
    }

    /// What kind of address it is: `rfc822`, `utf-8`, or another network's.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The address.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// As it is sent: ASCII alone, whatever the address holds, so that SMTPUTF8 is not needed.
    #[must_use]
    pub fn to_xtext(&self) -> String {
        let address = if self.kind == Self::UTF8 {
            encode(&self.address)
        } else {
            xtext::encode(&self.address)
        };
        format!("{};{address}", self.kind)
    }

    /// Reads it as it is sent.
    ///
    /// # Errors
    /// It is not of that form, or [`new`](Self::new) refuses what it stands for.
    pub fn from_xtext(wire: &str) -> Result<Self, ValueError> {
        let bad = || syntax(Self::WHAT, wire, "it is a type, a semicolon and xtext");
        let (kind, address) = wire.split_once(';').ok_or_else(bad)?;
        let address = if kind.eq_ignore_ascii_case(Self::UTF8) {
            decode(address)
        } else {
            xtext::decode(address)
        };
        Self::new(kind, &address.ok_or_else(bad)?)
    }
}

impl FromStr for OriginalRecipient {
    type Err = ValueError;

    /// Reads `rfc822;ada@example.org`, not encoded.
    fn from_str(given: &str) -> Result<Self, ValueError> {
        let reason = "a semicolon is needed between its type and the address";
        let (kind, address) = given
            .split_once(';')
            .ok_or_else(|| syntax(Self::WHAT, given, reason))?;
        Self::new(kind, address)
    }
}

// utf-8-addr-xtext = 1*(QCHAR / EmbeddedUnicodeChar)
// EmbeddedUnicodeChar = "\x{" HEXPOINT "}"
fn encode(address: &str) -> String {
    let mut wire = String::new();
    for c in address.chars() {
        if is_qchar(c) {
            wire.push(c);
        } else {
            // Writing to a string does not fail.
            write!(wire, "\\x{{{:X}}}", u32::from(c)).ok();
        }
    }
    wire
}

// utf-8-enc-addr = utf-8-addr-xtext / utf-8-addr-unitext / utf-8-address
fn decode(wire: &str) -> Option<String> {
    let mut address = String::new();
    let mut rest = wire;
    while let Some((before, behind)) = rest.split_once('\\') {
        address.push_str(before);
        let (digits, behind) = behind.strip_prefix("x{")?.split_once('}')?;
        let sound =
            (2..=6).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_hexdigit());
        let code = u32::from_str_radix(digits, 16).ok().filter(|_| sound)?;
        address.push(char::from_u32(code)?);
        rest = behind;
    }
    address.push_str(rest);
    Some(address)
}

// QCHAR = %x21-2A / %x2C-3C / %x3E-5B / %x5D-7E
const fn is_qchar(c: char) -> bool {
    c.is_ascii_graphic() && !matches!(c, '+' | '=' | '\\')
}
