//! The message, and its way to bytes.

use std::ops::RangeInclusive;

use mail_builder::MessageBuilder;
use mail_builder::headers::HeaderType;
use mail_builder::headers::address::{Address as Header, EmailAddress};
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::date::Date;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::text::Text;
use mail_builder::mime::MimePart;

use crate::address::Address;
use crate::attachment::Attachment;
use crate::error::ComposeError;
use crate::{encoded, field, text};

/// Octets; beyond this a subject is a body in the wrong place, and servers cut headers off.
const SUBJECT_MAX: usize = 10_000;
/// Seconds of the years 1900 to 9999, which a date can name (RFC 5322 section 3.3).
const DATES: RangeInclusive<i64> = -2_208_988_800..=253_402_300_799;

/// What a person composed. Blind copies have no field here: they belong to the envelope alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The author.
    pub from: Address,
    /// Who it is for.
    pub to: Vec<Address>,
    /// Who else is to see it.
    pub cc: Vec<Address>,
    /// Where answers go, if not to the author.
    pub reply_to: Vec<Address>,
    /// One line in any script.
    pub subject: String,
    /// Seconds since 1970-01-01 UTC, in the years 1900 to 9999.
    pub date: i64,
    /// `left@right` without angle brackets, never used before. The MIME boundaries come from it too.
    pub message_id: String,
    /// Plain text with any line ends.
    pub text: Option<String>,
    /// HTML with any line ends; the alternative to `text` where both are given.
    pub html: Option<String>,
    /// Files, and inline parts of the HTML.
    pub attachments: Vec<Attachment>,
}

impl Message {
    /// An empty message: everything but these can be set afterwards.
    pub fn new(from: Address, message_id: &str, date: i64) -> Self {
        Self {
            from,
            to: Vec::new(),
            cc: Vec::new(),
            reply_to: Vec::new(),
            subject: String::new(),
            date,
            message_id: message_id.to_owned(),
            text: None,
            html: None,
            attachments: Vec::new(),
        }
    }

    /// The message as RFC 5322 and MIME bytes: lines of at most 998 octets, all ended by CRLF. They are 7-bit, but for
    /// addresses beyond ASCII.
    ///
    /// The same message gives the same bytes, always.
    pub fn render(mut self) -> Result<Vec<u8>, ComposeError> {
        field::plain("subject", &self.subject, SUBJECT_MAX)?;
        field::message_id(&self.message_id)?;
        if !DATES.contains(&self.date) {
            return Err(ComposeError::Date { date: self.date });
        }
        let body = Body::new(&mut self)?.into_part();
        let mut headers = MessageBuilder::new()
            .date(Date::new(self.date))
            .message_id(self.message_id)
            .header("From", mailboxes(vec![self.from]));
        for (name, addresses) in [
            ("To", self.to),
            ("Cc", self.cc),
            ("Reply-To", self.reply_to),
        ] {
            if !addresses.is_empty() {
                headers = headers.header(name, mailboxes(addresses));
            }
        }
        let mut bytes = Vec::new();
        headers
            .header("Subject", subject(self.subject))
            .body(body)
            .serialize(&mut bytes);
        Ok(bytes)
    }
}

fn subject(text: String) -> HeaderType<'static> {
    if encoded::is_mistakable(&text) {
        Raw::new(encoded::words(&text)).into()
    } else {
        Text::new(text).into()
    }
}

fn mailboxes(addresses: Vec<Address>) -> HeaderType<'static> {
    let mistakable = |one: &Address| encoded::is_mistakable(one.name());
    if addresses.iter().any(mistakable) {
        Raw::new(encoded::mailboxes(&addresses)).into()
    } else {
        Header::List(addresses.into_iter().map(mailbox).collect()).into()
    }
}

fn mailbox(address: Address) -> Header<'static> {
    let name = Some(address.name().to_owned()).filter(|name| !name.is_empty());
    Header::Address(EmailAddress {
        name: name.map(Into::into),
        email: address.email().to_owned().into(),
    })
}

/// The MIME tree: mixed(alternative(text, related(html, inline…)), files…), without the levels that hold one part.
struct Body {
    boundary: String,
    text: Option<String>,
    html: Option<String>,
    inline: Vec<Attachment>,
    files: Vec<Attachment>,
}

impl Body {
    /// Takes text, HTML and attachments out of the message.
    fn new(message: &mut Message) -> Result<Self, ComposeError> {
        let text = message
            .text
            .take()
            .map(|text| text::canonical("text", &text))
            .transpose()?;
        let html = message
            .html
            .take()
            .map(|html| text::canonical("html", &html))
            .transpose()?;
        let attachments = std::mem::take(&mut message.attachments);
        let shown = html.is_some();
        let (inline, files) = attachments
            .into_iter()
            .partition(|one| shown && one.is_inline());
        let boundary = boundary(&message.message_id, [&text, &html]);
        Ok(Self {
            boundary,
            text,
            html,
            inline,
            files,
        })
    }

    fn into_part(self) -> MimePart<'static> {
        let html = self.html.map(|html| {
            let mut related = vec![MimePart::new("text/html", html)];
            related.extend(self.inline.into_iter().map(Attachment::into_part));
            multipart("related", &self.boundary, related)
        });
        let text = self.text.map(|text| MimePart::new("text/plain", text));
        let mut alternative: Vec<_> = text.into_iter().chain(html).collect();
        if alternative.is_empty() {
            alternative.push(MimePart::new("text/plain", ""));
        }
        let mut mixed = vec![multipart("alternative", &self.boundary, alternative)];
        mixed.extend(self.files.into_iter().map(Attachment::into_part));
        multipart("mixed", &self.boundary, mixed)
    }
}

/// The parts in one; a single part stands for itself.
fn multipart(
    subtype: &str,
    boundary: &str,
    mut parts: Vec<MimePart<'static>>,
) -> MimePart<'static> {
    if parts.len() == 1
        && let Some(part) = parts.pop()
    {
        return part;
    }
    let content_type = ContentType::new(format!("multipart/{subtype}"))
        .attribute("boundary", format!("{boundary}.{subtype}"));
    MimePart::new(content_type, parts)
}

/// The start of every boundary in the message: something that no text in it holds, RFC 2046 section 5.1.1.
/// Base64 and quoted-printable parts cannot hold `=_`.
fn boundary(message_id: &str, texts: [&Option<String>; 2]) -> String {
    let absent = |candidate: &String| {
        texts
            .iter()
            .all(|text| text.as_ref().is_none_or(|text| !text.contains(candidate)))
    };
    (0_u64..)
        .map(|salt| candidate(message_id, salt))
        .find(absent)
        .unwrap_or_default()
}

/// FNV-1a, which is the same in every build.
fn candidate(message_id: &str, salt: u64) -> String {
    let octets = message_id.bytes().chain(salt.to_be_bytes());
    let hash = octets.fold(0xcbf2_9ce4_8422_2325_u64, |hash, octet| {
        (hash ^ u64::from(octet)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("=_{hash:016x}")
}
