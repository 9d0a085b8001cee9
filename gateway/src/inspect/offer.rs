//! What the server offers, and what of it stands when the gateway reads along.
//!
//! A client must not be promised what it will not get. So a line stays as it is where the gateway
//! passes on what it names, and goes where the gateway refuses it; numbers become the gateway's where
//! those are smaller, so that a client keeps to them by itself. Nothing is added: a server without LIMITS
//! is not made to offer it, and the rules hold all the same.

use bytes::BytesMut;
use wsmtp_proto::types::Mechanism;

use super::MailRules;

/// Extensions whose commands and parameters `wsmtp-proto` reads, besides those that are looked into.
const KNOWN: [&str; 15] = [
    "8BITMIME",
    "BINARYMIME",
    "CHUNKING",
    "DELIVERBY",
    "DSN",
    "ENHANCEDSTATUSCODES",
    "EXPN",
    "FUTURERELEASE",
    "HELP",
    "MT-PRIORITY",
    "PIPELINING",
    "REQUIRETLS",
    "RRVS",
    "SMTPUTF8",
    "VRFY",
];

/// The largest number in LIMITS (RFC 9422 section 4: six digits).
const MAX_LIMIT: u32 = 999_999;

/// What is offered depends on these.
pub(super) struct Offer<'a> {
    pub(super) rules: &'a MailRules,
    /// Whether the page may sign in.
    pub(super) auth: bool,
}

impl MailRules {
    /// A line of what the server has offered to a gateway that has signed in there, as a page is told
    /// it; `None` where it is not.
    #[must_use]
    pub fn offer(&self, line: &str) -> Option<String> {
        let (rules, auth) = (self, false);
        Offer { rules, auth }.line(line)
    }
}

impl Offer<'_> {
    /// A reply to EHLO as the page gets it; byte for byte the server's, unless a line has to change.
    pub(super) fn edit(&self, reply: BytesMut) -> BytesMut {
        let mut lines = reply.split_inclusive(|byte| *byte == b'\n');
        let code = reply.get(..3).unwrap_or_default();
        let mut kept = vec![text(lines.next().unwrap_or_default()).into_owned()];
        let mut changed = false;
        for line in lines {
            let line = text(line);
            let now = self.line(&line);
            changed |= now.as_deref() != Some(&line);
            kept.extend(now);
        }
        if !changed {
            return reply;
        }
        let mut edited = BytesMut::with_capacity(reply.len());
        let last = kept.len() - 1;
        for (index, line) in kept.iter().enumerate() {
            edited.extend_from_slice(code);
            edited.extend_from_slice(if index == last { b" " } else { b"-" });
            edited.extend_from_slice(line.as_bytes());
            edited.extend_from_slice(b"\r\n");
        }
        edited
    }

    /// One line behind the first, without its code.
    fn line(&self, line: &str) -> Option<String> {
        let (keyword, rest) = line.split_once([' ', '=']).unwrap_or((line, ""));
        match keyword.to_ascii_uppercase().as_str() {
            "AUTH" => self.auth.then(|| mechanisms(line, rest))?,
            "LIMITS" => Some(self.limits(line, rest)),
            "SIZE" => Some(self.size(line, rest)),
            known if KNOWN.contains(&known) => Some(line.to_owned()),
            _ => None,
        }
    }

    // size-param = [1*DIGIT], where 0 is no limit (RFC 1870 section 4)
    fn size(&self, line: &str, rest: &str) -> String {
        let theirs = rest.trim().parse().ok().filter(|size| *size > 0);
        match self.rules.size {
            Some(ours) if theirs.is_none_or(|theirs: u64| theirs > ours) => format!("SIZE {ours}"),
            _ => line.to_owned(),
        }
    }

    fn limits(&self, line: &str, rest: &str) -> String {
        let ours = [
            ("MAILMAX", self.rules.mails),
            ("RCPTMAX", self.rules.recipients),
        ];
        let mut items: Vec<_> = rest.split_ascii_whitespace().map(str::to_owned).collect();
        let mut changed = false;
        for (name, limit) in ours {
            let Some(limit) = limit.filter(|limit| (1..=MAX_LIMIT).contains(limit)) else {
                continue;
            };
            let of_name = |item: &str| {
                item.split_once('=')
                    .filter(|(n, _)| n.eq_ignore_ascii_case(name))?
                    .1
                    .parse()
                    .ok()
            };
            let theirs: Option<u32> = items.iter().find_map(|item| of_name(item));
            if theirs.is_none_or(|theirs| theirs > limit) {
                items.retain(|item| of_name(item).is_none());
                items.push(format!("{name}={limit}"));
                changed = true;
            }
        }
        if changed {
            format!("LIMITS {}", items.join(" "))
        } else {
            line.to_owned()
        }
    }
}

/// The mechanisms that the gateway can tell from one another; `None` where there are none.
fn mechanisms(line: &str, rest: &str) -> Option<String> {
    let names: Vec<_> = rest.split_ascii_whitespace().collect();
    let known: Vec<_> = names
        .iter()
        .copied()
        .filter(|name| Mechanism::from_name(name).is_some())
        .collect();
    if known.len() == names.len() {
        return Some(line.to_owned());
    }
    let keyword = line.get(..line.len() - rest.len())?;
    (!known.is_empty()).then(|| format!("{keyword}{}", known.join(" ")))
}

/// A line of a reply without its code and its CRLF.
fn text(line: &[u8]) -> std::borrow::Cow<'_, str> {
    let line = line.strip_suffix(b"\r\n").unwrap_or(line);
    String::from_utf8_lossy(line.get(4..).unwrap_or_default())
}
