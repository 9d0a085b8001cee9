//! Mailboxes and groups for a header field.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use crate::error::{ComposeError, shown};
use crate::folded::Folded;
use crate::{id, plain, word};

/// Octets; RFC 5321 section 4.5.3.1.1.
const LOCAL_MAX: usize = 64;
/// Octets; RFC 5321 section 4.5.3.1.2.
const DOMAIN_MAX: usize = 255;
/// Octets; no person's name is longer, and the header stays one that servers accept.
pub(crate) const NAME_MAX: usize = 500;

/// Somebody, with a name perhaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// In any script, perhaps empty, at most 500 octets, without control characters.
    pub name: String,
    /// `local@domain`, which may go beyond ASCII too (RFC 6532 section 3.2): then only servers with SMTPUTF8 take the
    /// message. At most 64 octets before the `@` and 255 behind.
    pub address: String,
}

/// What stands in `From`, `To`, `Cc`, `Reply-To` and the like, RFC 5322 section 3.4.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// One mailbox.
    Mailbox(Mailbox),
    /// Several under a name, or none: `undisclosed-recipients:;`.
    Group {
        /// As a mailbox's, but not empty.
        name: String,
        /// Who is in it.
        members: Vec<Mailbox>,
    },
}

impl Address {
    /// Whether it is written in ASCII, as names are in any case.
    pub(crate) fn is_ascii(&self) -> bool {
        match self {
            Self::Mailbox(one) => one.address.is_ascii(),
            Self::Group { members, .. } => members.iter().all(|one| one.address.is_ascii()),
        }
    }
}

/// Adds `address, address, …`.
pub(crate) fn write(
    line: &mut Folded,
    field: &str,
    addresses: &[Address],
) -> Result<(), ComposeError> {
    for (number, address) in addresses.iter().enumerate() {
        if number > 0 {
            line.glue(b",");
        }
        match address {
            Address::Mailbox(mailbox) => mailbox.write(line, field)?,
            Address::Group { name, members } => group(line, field, name, members)?,
        }
    }
    Ok(())
}

fn group(
    line: &mut Folded,
    field: &str,
    name: &str,
    members: &[Mailbox],
) -> Result<(), ComposeError> {
    if name.is_empty() {
        let field = field.to_owned();
        return Err(ComposeError::Nameless { field });
    }
    plain::check(field, name, NAME_MAX)?;
    phrase(line, name, b":");
    for (number, member) in members.iter().enumerate() {
        if number > 0 {
            line.glue(b",");
        }
        member.write(line, field)?;
    }
    line.glue(b";");
    Ok(())
}

impl Mailbox {
    fn write(&self, line: &mut Folded, field: &str) -> Result<(), ComposeError> {
        plain::check(field, &self.name, NAME_MAX)?;
        let address = &self.address;
        if !is_addr_spec(address) {
            let address = shown(address);
            return Err(ComposeError::Address { address });
        }
        if !self.name.is_empty() {
            phrase(line, &self.name, b"");
        } else if !address.starts_with('"') {
            line.word(address.as_bytes());
            return Ok(());
        }
        // Whoever looks for commas without reading quotes finds the end at least in brackets.
        line.word(&id::bracketed(address));
        Ok(())
    }
}

/// Adds `phrase`, RFC 5322 section 3.2.5, with `after` glued to it: atoms, a quoted string, or encoded words.
pub(crate) fn phrase(line: &mut Folded, text: &str, after: &[u8]) {
    let quoted = plain::quoted(text);
    if !word::is_plain(text.as_bytes()) || !word::is_plain(&quoted) {
        return word::encoded(line, b"", text, after);
    }
    if text.bytes().all(|b| b == b' ' || is_ascii_atext(b)) {
        line.words(text.as_bytes());
    } else {
        line.words(&quoted);
    }
    line.glue(after);
}

/// `addr-spec`, RFC 5322 section 3.4.1, without comments, folding and obsolete forms.
fn is_addr_spec(email: &str) -> bool {
    email
        .rsplit_once('@')
        .is_some_and(|(local, domain)| is_local(local) && is_domain(domain))
}

fn is_local(local: &str) -> bool {
    let quoted = local.strip_prefix('"');
    local.len() <= LOCAL_MAX && quoted.map_or_else(|| is_dot_atom(local), is_quoted)
}

fn is_domain(domain: &str) -> bool {
    let literal = domain
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    domain.len() <= DOMAIN_MAX && literal.map_or_else(|| is_dot_atom(domain), is_literal)
}

fn is_dot_atom(text: &str) -> bool {
    text.split('.')
        .all(|atom| !atom.is_empty() && atom.chars().all(is_atext))
}

/// `atext`, RFC 5322 section 3.2.3, with what RFC 6532 section 3.2 adds, but for what is not seen.
fn is_atext(c: char) -> bool {
    u8::try_from(c)
        .ok()
        .filter(u8::is_ascii)
        .map_or_else(|| is_seen(c), is_ascii_atext)
}

const fn is_ascii_atext(octet: u8) -> bool {
    octet.is_ascii_alphanumeric()
        || matches!(octet, b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'/' | b'=' | b'?' | b'^'..=b'`' | b'{'..=b'~')
}

/// Beyond ASCII, neither hidden nor a space nor what stands where something was lost, as `wsmtp-proto` has it for the
/// envelope. Words of Persian and of India's scripts need the joiners.
fn is_seen(c: char) -> bool {
    let joiner = matches!(c, '\u{200c}'..='\u{200d}');
    (joiner || !plain::is_hidden(c)) && !c.is_whitespace() && !matches!(c, '\u{fffc}'..='\u{ffff}')
}

/// A `quoted-string` without the quote that opens it.
fn is_quoted(rest: &str) -> bool {
    let mut escaped = false;
    for (at, octet) in rest.bytes().enumerate() {
        match octet {
            _ if !(b' '..=b'~').contains(&octet) => return false,
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1 == rest.len(),
            _ => {}
        }
    }
    false
}

/// The inside of a `domain-literal`: `dtext`, RFC 5322 section 3.4.1.
fn is_literal(text: &str) -> bool {
    let dtext = |b: u8| b.is_ascii_graphic() && !b"[]\\".contains(&b);
    !text.is_empty() && text.bytes().all(dtext)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_servers_take_is_an_address() {
        for email in [
            "ada@example.org",
            "a.b+tag@x",
            "\"odd \\\" one\"@example.org",
            "postmaster@[192.0.2.1]",
            "x@[IPv6:2001:db8::1]",
            "zoë@bücher.example",
            "用户@例え.テスト",
            "نامه\u{200c}ای@x",
        ] {
            assert!(is_addr_spec(email), "{email:?}");
        }
    }

    #[test]
    fn what_could_break_out_is_not() {
        let long = alloc::format!("{}@example.org", "x".repeat(65));
        for email in [
            "",
            "ada",
            "@x",
            "ada@",
            "a..b@x",
            ".a@x",
            "a b@x",
            "a@b c",
            "a@x\r\nBcc: b@y",
            "a@x>",
            "<a@x>",
            "a@x,b@y",
            "a\0@x",
            "\"a\"b\"@x",
            "\"a\\\"@x",
            "a@[x]y]",
            "a@[]",
            "ä\u{85}@x",
            "ä\u{2028}Bcc: b@y",
            "ä\u{3000}@x",
            "a\u{ad}b@x",
            "a@x\u{2066}y",
            "a\u{2060}@x",
            "a\u{61c}@x",
            "a\u{180e}@x",
            "a\u{3164}@x",
            "a\u{fff9}@x",
            "a\u{fffd}@x",
            "a\u{e0041}@x",
            "\"ä\"@x",
            &long,
        ] {
            assert!(!is_addr_spec(email), "{email:?}");
        }
    }
}
