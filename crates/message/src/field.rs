//! A field of the header.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use crate::address::{self, Address};
use crate::error::{ComposeError, shown};
use crate::folded::Folded;
use crate::link::{self, Link};
use crate::{date, id, plain, word};

/// Octets, so that a space and something to see stand behind it in the first line of 78.
const NAME_MAX: usize = 76;
/// Octets of what a field says, and as it is written where it says who, or many things; the largest header that servers
/// take whole is about as long.
const VALUE_MAX: usize = 100_000;
/// Octets without the line end, RFC 5322 section 2.1.1.
const LINE_MAX: usize = 998;
/// What follows from the parts, and who is not to be named.
const RESERVED: &[&str] = &[
    "Bcc",
    "Content-Disposition",
    "Content-ID",
    "Content-Transfer-Encoding",
    "Content-Type",
    "MIME-Version",
    "Resent-Bcc",
];

/// One field: a name and what it says. A field that says nothing is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Printable ASCII without colons and spaces, at most 76 octets. `Bcc`, `Resent-Bcc` and the fields that follow
    /// from the parts (`Content-Type`, `Content-Transfer-Encoding`, `Content-Disposition`, `Content-ID`, `MIME-Version`)
    /// are refused.
    pub name: String,
    /// What it says.
    pub value: Value,
}

/// What a field says, by what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Text in any script, without control characters, at most 100 000 octets (RFC 5322 section 2.2.1).
    Text(String),
    /// What has been written as header fields are, at most 100 000 octets: only CRLF before a space or tab may break
    /// its lines, of which none, with the name before the first, is longer than 998 octets.
    Prepared(String),
    /// Mailboxes and groups, at most 100 000 octets with the field's name and its line breaks.
    Addresses(Vec<Address>),
    /// Ids without angle brackets, at most 900 octets each and 100 000 together: `Message-ID`, `In-Reply-To`,
    /// `References`.
    Ids(Vec<String>),
    /// Seconds since 1970-01-01 UTC, in the years 1900 to 9999.
    Date(i64),
    /// `List-*` fields, at most 100 000 octets.
    Urls(Vec<Link>),
}

impl Field {
    /// A field of this name.
    pub fn new(name: &str, value: Value) -> Self {
        let name = name.to_owned();
        Self { name, value }
    }

    /// Whether it is written in ASCII: all is but for what stands as it is, and addresses (RFC 6532 section 3.2).
    pub(crate) fn is_ascii(&self) -> bool {
        match &self.value {
            Value::Prepared(text) => text.is_ascii(),
            Value::Addresses(addresses) => addresses.iter().all(Address::is_ascii),
            _ => true,
        }
    }

    /// Adds the field with its line end.
    pub(crate) fn write(&self, header: &mut Vec<u8>) -> Result<(), ComposeError> {
        let name = &*self.name;
        check_name(name)?;
        let mut line = Folded::new(name);
        match &self.value {
            Value::Text(text) => {
                plain::check(name, text, VALUE_MAX)?;
                word::text(&mut line, text);
            }
            Value::Prepared(text) => return prepared(name, text, header),
            Value::Addresses(addresses) => address::write(&mut line, name, addresses)?,
            Value::Ids(ids) => id::write(&mut line, name, ids)?,
            Value::Date(seconds) => date::write(&mut line, *seconds)?,
            Value::Urls(links) => link::write(&mut line, name, links)?,
        }
        // A text has been measured, and may take more as it is written.
        if line.len() > VALUE_MAX && !matches!(self.value, Value::Text(_)) {
            return Err(too_long(name));
        }
        line.end(header);
        Ok(())
    }
}

fn too_long(name: &str) -> ComposeError {
    let (field, limit) = (name.to_owned(), VALUE_MAX);
    ComposeError::TooLong { field, limit }
}

fn check_name(name: &str) -> Result<(), ComposeError> {
    let printable = |b: u8| b.is_ascii_graphic() && b != b':';
    if name.is_empty() || name.len() > NAME_MAX || !name.bytes().all(printable) {
        let name = shown(name);
        return Err(ComposeError::Name { name });
    }
    if RESERVED.iter().any(|own| own.eq_ignore_ascii_case(name)) {
        let name = name.to_owned();
        return Err(ComposeError::Reserved { name });
    }
    Ok(())
}

fn prepared(name: &str, text: &str, header: &mut Vec<u8>) -> Result<(), ComposeError> {
    let value = text.as_bytes();
    if value.len() > VALUE_MAX {
        return Err(too_long(name));
    }
    let field = [name.as_bytes(), b": ", value, b"\r\n"].concat();
    if !is_folded(&field) {
        let field = name.to_owned();
        return Err(ComposeError::Unfolded { field });
    }
    // What is folded has these where they may be.
    let seen = |c| !matches!(c, '\t' | '\r' | '\n') && plain::is_control(c);
    if text.chars().any(seen) {
        let field = name.to_owned();
        return Err(ComposeError::Control { field });
    }
    if !value.is_empty() {
        header.extend(field);
    }
    Ok(())
}

/// Whether CRLF alone breaks lines, each says something, and each but the first begins with a space.
fn is_folded(field: &[u8]) -> bool {
    let mut lines = field.split_inclusive(|octet| *octet == b'\n');
    lines.next().is_some_and(is_line)
        && lines.all(|line| matches!(line, [b' ' | b'\t', ..]) && is_line(line))
}

fn is_line(line: &[u8]) -> bool {
    line.strip_suffix(b"\r\n").is_some_and(|text| {
        text.len() <= LINE_MAX && !text.trim_ascii().is_empty() && !text.contains(&b'\r')
    })
}
