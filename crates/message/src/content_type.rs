//! Content types as they are given, and as they are written.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use crate::error::{ComposeError, shown};
use crate::folded::Folded;
use crate::{parameter, plain};

/// Octets of what is given; a parameter may be as long as a file's name.
const MAX: usize = 1020;
/// Octets of `type/subtype`, RFC 6838 section 4.2.
const ESSENCE_MAX: usize = 255;
/// Octets of a parameter's name, so that its lines stay below 998; people write a third of it.
const ATTRIBUTE_MAX: usize = 60;
/// What is known of bytes of which nothing is known, RFC 2046 section 4.5.1.
const UNKNOWN: &str = "application/octet-stream";

/// `type/subtype` with its parameters, RFC 2045 section 5.1.
pub(crate) struct ContentType {
    essence: String,
    parameters: Vec<(String, String)>,
}

impl ContentType {
    /// Reads what was given: parameters are tokens or quoted strings in any script.
    pub(crate) fn parse(text: &str) -> Result<Self, ComposeError> {
        if text.is_empty() {
            return Ok(Self::unknown());
        }
        read(text)
            .filter(|_| text.len() <= MAX)
            .ok_or_else(|| ComposeError::ContentType {
                content_type: shown(text),
            })
    }

    /// `multipart/` with this subtype, which may bring parameters of its own.
    pub(crate) fn multipart(subtype: &str) -> Result<Self, ComposeError> {
        let mut text = String::from("multipart/");
        text.push_str(subtype);
        Self::parse(&text)
    }

    pub(crate) fn unknown() -> Self {
        Self {
            essence: UNKNOWN.to_owned(),
            parameters: Vec::new(),
        }
    }

    /// Without its parameters.
    pub(crate) fn essence(&self) -> &str {
        &self.essence
    }

    /// However it is spelled: `name*` and `name*0` are `name` too, RFC 2231.
    pub(crate) fn remove(&mut self, name: &str) {
        self.parameters
            .retain(|(other, _)| !until(other, b"*").0.eq_ignore_ascii_case(name));
    }

    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.remove(name);
        self.parameters.push((name.to_owned(), value.to_owned()));
    }

    pub(crate) fn write(&self, line: &mut Folded) {
        line.word(self.essence.as_bytes());
        for (name, value) in &self.parameters {
            parameter::write(line, name, value);
        }
    }
}

/// Whether this is a mail or is made of parts itself, so that it may not be encoded (RFC 2045 section 6.4).
pub(crate) fn is_composite(content_type: &str) -> bool {
    let (kind, _) = until(content_type, b"/");
    kind.eq_ignore_ascii_case("message") || kind.eq_ignore_ascii_case("multipart")
}

/// Up to one of these signs, and from it.
fn until<'a>(text: &'a str, signs: &[u8]) -> (&'a str, &'a str) {
    let end = text.bytes().position(|octet| signs.contains(&octet));
    text.split_at_checked(end.unwrap_or(text.len()))
        .unwrap_or((text, ""))
}

fn read(text: &str) -> Option<ContentType> {
    let (essence, mut rest) = until(text, b";");
    let essence = essence.trim_ascii_end();
    let (kind, subtype) = until(essence, b"/");
    let subtype = subtype.strip_prefix('/')?;
    if !plain::is_token(kind) || !plain::is_token(subtype) || essence.len() > ESSENCE_MAX {
        return None;
    }
    let mut parameters = Vec::new();
    while let Some(parameter) = rest.strip_prefix(';') {
        let (attribute, value) = until(parameter.trim_ascii_start(), b"=");
        let (value, behind) = read_value(value.strip_prefix('=')?)?;
        if !plain::is_token(attribute) || attribute.len() > ATTRIBUTE_MAX {
            return None;
        }
        parameters.push((attribute.to_owned(), value));
        rest = behind.trim_ascii_start();
    }
    rest.is_empty().then(|| ContentType {
        essence: essence.to_owned(),
        parameters,
    })
}

/// A token or a quoted string, and what is behind it.
fn read_value(text: &str) -> Option<(String, &str)> {
    if let Some(inside) = text.strip_prefix('"') {
        return read_quoted(inside);
    }
    let (token, behind) = until(text, b"; ");
    plain::is_token(token).then(|| (token.to_owned(), behind))
}

fn read_quoted(inside: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut chars = inside.chars();
    loop {
        match chars.next()? {
            '"' => return Some((value, chars.as_str())),
            '\\' => value.push(chars.next().filter(|c| !plain::is_control(*c))?),
            c if plain::is_control(c) => return None,
            c => value.push(c),
        }
    }
}
