//! A mailbox for a header field: display name and `local@domain`.

use crate::error::ComposeError;
use crate::field;

/// Octets; RFC 5321 section 4.5.3.1.1.
const LOCAL_MAX: usize = 64;
/// Octets; RFC 5321 section 4.5.3.1.2.
const DOMAIN_MAX: usize = 255;
/// Octets; no person's name is longer, and the header stays one that servers accept.
const NAME_MAX: usize = 500;

/// A mailbox that can stand in `From`, `To`, `Cc` or `Reply-To` and nowhere break out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    name: String,
    email: String,
}

impl Address {
    /// Takes a display name in any script, perhaps empty, and `local@domain`, which may go beyond ASCII too (RFC 6532
    /// section 3.2): then only servers with SMTPUTF8 take the message.
    pub fn new(name: &str, email: &str) -> Result<Self, ComposeError> {
        field::plain("name", name, NAME_MAX)?;
        if !is_addr_spec(email) {
            return Err(ComposeError::Address {
                address: email.to_owned(),
            });
        }
        Ok(Self {
            name: name.to_owned(),
            email: email.to_owned(),
        })
    }

    /// The display name; may be empty.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// `local@domain`.
    pub fn email(&self) -> &str {
        &self.email
    }
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
    let beyond = !c.is_ascii() && !c.is_control() && !c.is_whitespace();
    beyond || c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c)
}

/// A `quoted-string` without the quote that opens it.
fn is_quoted(rest: &str) -> bool {
    field::closing_quote(rest).is_some_and(|end| end + 1 == rest.len())
}

/// The inside of a `domain-literal`: `dtext`, RFC 5322 section 3.4.1.
fn is_literal(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_graphic() && !b"[]\\".contains(&b))
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
        ] {
            assert_eq!(Address::new("", email).expect(email).email(), email);
        }
    }

    #[test]
    fn what_could_break_out_is_not() {
        let long = format!("{}@example.org", "x".repeat(65));
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
            "\"ä\"@x",
            &long,
        ] {
            assert!(Address::new("", email).is_err(), "{email:?}");
        }
        assert_eq!(
            Address::new("Ada\r\nBcc: b@y", "a@x"),
            Err(ComposeError::Control { field: "name" })
        );
    }
}
